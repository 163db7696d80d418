; An article holds no text in another language.
