--- Slugline in Neovim. There is nothing to set up: options are in `vim.g.slugline`.
local wiki = require('slugline.wiki')

local M = {}

---@class slugline.Options
---@field cmd? string[] the server's command line
---@field lsp? boolean whether the server is started by itself
---@field settings? table the keys of `slugline.toml`, which count for more than the file
---@field grammar? string the folder of the tree-sitter grammar

---@type slugline.Options
local DEFAULTS = { cmd = { 'slugline', 'server' }, lsp = true, settings = vim.empty_dict() }

--- What is in force: `vim.g.slugline` over the defaults.
---@return slugline.Options
function M.options()
  local chosen = vim.g.slugline
  return vim.tbl_extend('force', DEFAULTS, type(chosen) == 'table' and chosen or {})
end

--- For 'includeexpr': the file that the link under the cursor leads to, without the server.
---@param name string what is under the cursor, and the answer where it is no link
---@return string
function M.include(name)
  local path = vim.api.nvim_buf_get_name(0)
  local column = vim.api.nvim_win_get_cursor(0)[2] + 1
  local slug = wiki.slug_at(vim.api.nvim_get_current_line(), column)
  local root = slug and wiki.root(path)
  return root and (slug == '' and path or wiki.file_of(root, slug)) or name
end

local function names(headings)
  local set = {}
  for _, heading in ipairs(headings) do
    set[heading] = true
  end
  return set
end

--- Whether a line is a heading: `## ` and a name, or a section's name, but for the title.
local function is_heading(number, headings)
  local line = vim.fn.getline(number):match('^[ \t]*(.-)[ \t]*$')
  return line:find('^## ') ~= nil or (headings[line] == true and number ~= vim.fn.nextnonblank(1))
end

--- For 'foldexpr': a fold for each section, the title and the lead outside.
---@param number integer
---@return string
function M.fold(number)
  local headings = vim.b.slugline_headings or wiki.headings(vim.api.nvim_buf_get_name(0))
  vim.b.slugline_headings = headings
  return is_heading(number, names(headings)) and '>1' or '='
end

--- Moves the cursor to the `count`th next (or, with `back`, last) heading, or to the end of the file.
---@param back boolean
function M.to_section(back)
  local headings = names(wiki.headings(vim.api.nvim_buf_get_name(0)))
  local step = back and -1 or 1
  local count = vim.v.count1
  local last = vim.fn.line('$')
  local number = vim.fn.line('.')
  repeat
    number = number + step
    if is_heading(number, headings) then
      count = count - 1
    end
  until count == 0 or number <= 1 or number >= last
  vim.cmd("normal! m'")
  vim.api.nvim_win_set_cursor(0, { math.min(math.max(number, 1), last), 0 })
end

return M
