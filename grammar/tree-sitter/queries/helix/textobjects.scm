; A section is a class, a line of text an entry, a link or an entity a parameter.
(section) @class.around

(section
  (heading)
  .
  (_)+ @class.inside)

[
  (lead)
  (item)
  (paragraph)
] @entry.around

(link) @parameter.around

(link
  slug: (slug) @parameter.inside
  .
  "]]")

(link
  section: (anchor) @parameter.inside
  .
  "]]")

(link
  label: (label) @parameter.inside)

(entity
  text: (text) @parameter.inside) @parameter.around
