; A section is a class, a line of text a block, a link or an entity a parameter.
(section) @class.outer

(section
  (heading)
  .
  (_)+ @class.inner)

[
  (lead)
  (item)
  (paragraph)
] @block.outer

(link) @parameter.outer

(link
  slug: (slug) @parameter.inner
  .
  "]]")

(link
  section: (anchor) @parameter.inner
  .
  "]]")

(link
  label: (label) @parameter.inner)

(entity
  text: (text) @parameter.inner) @parameter.outer
