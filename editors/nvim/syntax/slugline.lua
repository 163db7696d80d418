-- The fallback where there is no tree-sitter parser: the same parts, found by patterns.
if vim.b.current_syntax then
  return
end

local names = {}
for _, name in ipairs(require('slugline.wiki').headings(vim.api.nvim_buf_get_name(0))) do
  table.insert(names, (vim.fn.escape(name, [[\/]])))
end
local headings = table.concat(names, [[\|]])

vim.cmd('syntax case match')
vim.cmd('syntax spell toplevel')

vim.cmd([[syntax match sluglineEscape /\\[\\[\]*|]/]])
vim.cmd([[syntax match sluglineItemMarker /^[ \t]*\zs-\ze [ \t]*[^ \t]/]])
vim.cmd(
  [[syntax match sluglineEntity /\*\@1<!\*\*\%(\*\|\s\)\@!\%(\\[\\[\]*|]\|\%(\*\*\|\[\[\)\@!.\)\{-1,}\%([ \t]\)\@1<!\*\*\*\@!/ contains=sluglineEntityMark,sluglineEscape]]
)
vim.cmd([[syntax match sluglineEntityMark /\*\*/ contained]])
vim.cmd(
  [[syntax match sluglineLink /\[\[\%(\\[\\[\]*|]\|\%(\[\[\|\]\]\)\@!.\)\{-1,}\]\]/ contains=sluglineSlug]]
)
vim.cmd(
  [[syntax match sluglineSlug /\[\[\zs[^][|#]*/ contained contains=@NoSpell nextgroup=sluglineAnchor,sluglineLabel]]
)
vim.cmd([[syntax match sluglineAnchor /#[^][|]*/ contained contains=@NoSpell nextgroup=sluglineLabel]])
vim.cmd(
  [[syntax match sluglineLabel /|\zs\%(\\[\\[\]*|]\|\%(\]\]\)\@!.\)*/ contained contains=sluglineEscape,@Spell]]
)

-- Of matches that begin at one place the last defined one counts.
vim.cmd([[syntax match sluglineHeading /^[ \t]*\zs## .*$/ contains=sluglineHeadingMarker,@Spell]])
vim.cmd([[syntax match sluglineHeadingMarker /## / contained]])
if headings ~= '' then
  vim.cmd(([[syntax match sluglineHeading /^[ \t]*\zs\V\%%(%s\)\m\ze[ \t]*$/ contains=@Spell]]):format(headings))
end
vim.cmd(
  [[syntax match sluglineTitle /\%^\%([ \t]*\n\)*[ \t]*\zs\%(## \|- \)\@![^ \t].*$/ contains=sluglineTitleMarker,@Spell]]
)
vim.cmd([[syntax match sluglineTitleMarker /\%^\%([ \t]*\n\)*[ \t]*\zs# / contained]])

for group, target in pairs({
  Title = 'Title',
  TitleMarker = 'Delimiter',
  Heading = 'Title',
  HeadingMarker = 'Delimiter',
  ItemMarker = 'Delimiter',
  Link = 'Delimiter',
  Slug = 'Underlined',
  Anchor = 'Underlined',
  Label = 'String',
  Entity = 'Identifier',
  EntityMark = 'Delimiter',
  Escape = 'SpecialChar',
}) do
  vim.cmd(('highlight default link slugline%s %s'):format(group, target))
end

vim.b.current_syntax = 'slugline'
