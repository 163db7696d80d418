(title
  text: (text) @name) @definition.module

(heading
  name: (name) @name) @definition.section

(link
  slug: (slug) @name) @reference.module
