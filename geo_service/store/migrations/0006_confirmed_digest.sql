-- What line a person's word was about: digest of the area in words and of its geometry. NULL: said before it was kept.
ALTER TABLE frame.confirmation_choice ADD COLUMN digest text;
