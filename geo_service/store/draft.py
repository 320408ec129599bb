def propose(path: object) -> str:
    return str(path)
