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

--- Adds a pattern for a group; `more` are its options.
local function match(group, pattern, more)
  vim.cmd(('syntax match slugline%s /%s/ %s'):format(group, pattern, more or ''))
end

local escape = [=[\\[\\[\]*|]]=]
local no_blank_before = [[\%([ \t]\)\@1<!]]

match('Escape', escape)
match('ItemMarker', [=[^[ \t]*\zs-\ze [ \t]*[^ \t]]=])
match(
  'Entity',
  [[\*\@1<!\*\*\%(\*\|\s\)\@!\%(]] .. escape .. [[\|\%(\*\*\|\[\[\)\@!.\)\{-1,}]] .. no_blank_before .. [[\*\*\*\@!]],
  'contains=sluglineEntityMark,sluglineEscape'
)
match('EntityMark', [[\*\*]], 'contained')
match('Link', [[\[\[\%(]] .. escape .. [=[\|\%(\[\[\|\]\]\)\@!.\)\{-1,}\]\]]=], 'contains=sluglineSlug')
match('Slug', [[\[\[\zs\%(]] .. escape .. [=[\|\%(\]\]\)\@![^|#]\)*]=], 'contained contains=@NoSpell nextgroup=sluglineAnchor,sluglineBar')
match('Anchor', [[#\%(]] .. escape .. [=[\|\%(\]\]\)\@![^|]\)*]=], 'contained contains=@NoSpell nextgroup=sluglineBar')
match('Bar', '|', 'contained nextgroup=sluglineLabel')
match('Label', [[\%(]] .. escape .. [=[\|\%(\]\]\)\@!.\)*]=], 'contained contains=sluglineEscape,@Spell')

-- Of matches that begin at one place the last defined one counts.
match('Heading', [[^[ \t]*\zs## .*$]], 'contains=sluglineHeadingMarker,@Spell')
match('HeadingMarker', '## ', 'contained')
if headings ~= '' then
  match('Heading', ([[^[ \t]*\zs\V\%%(%s\)\m\ze[ \t]*$]]):format(headings), 'contains=@Spell')
end
-- The title is the first line that is not blank, unless its mark makes it something else. Vim looks
-- back over more than one line only by `\@<=` with `\_`.
match('Title', [[\%(\%^\_[ \t]*\)\@<=\%(## \|- \)\@![^ \t].*$]], 'contains=sluglineTitleMarker,@Spell')
match('TitleMarker', [[^[ \t]*\zs# ]], 'contained')

for group, target in pairs({
  Title = 'Title',
  TitleMarker = 'Delimiter',
  Heading = 'Title',
  HeadingMarker = 'Delimiter',
  ItemMarker = 'Delimiter',
  Link = 'Delimiter',
  Slug = 'Underlined',
  Anchor = 'Underlined',
  Bar = 'Delimiter',
  Label = 'String',
  Entity = 'Identifier',
  EntityMark = 'Delimiter',
  Escape = 'SpecialChar',
}) do
  vim.cmd(('highlight default link slugline%s %s'):format(group, target))
end

vim.b.current_syntax = 'slugline'
