--- The tree-sitter parser and its queries: where they are, and how they are built.
---
--- The grammar lies beside the plugin in Slugline's repository. The parser is compiled from it into
--- the user's own `site` folder, where Neovim looks, and the queries that belong to it are put there
--- with it: so the two always fit each other, and nothing is written into the plugin.
local M = {}

local uv = vim.uv or vim.loop

local function site(...)
  return table.concat({ vim.fn.stdpath('data'), 'site', ... }, '/')
end

--- Whether Neovim finds a parser.
---@return boolean
function M.is_installed()
  return #vim.api.nvim_get_runtime_file('parser/slugline.*', false) > 0
end

--- The folder of the grammar: the option, else the one of the repository that the plugin is in.
---@return string?
function M.grammar()
  local named = require('slugline').options().grammar
  local here = uv.fs_realpath(vim.fn.fnamemodify(debug.getinfo(1, 'S').source:sub(2), ':p'))
  local folder = named and vim.fn.expand(named)
    or vim.fn.fnamemodify(here, ':h:h:h:h:h') .. '/grammar/tree-sitter'
  return uv.fs_stat(folder .. '/src/parser.c') and folder or nil
end

--- The command line of a C compiler without its arguments; nil where there is none.
---@return string[]?
function M.compiler()
  local named = vim.env.CC
  if named and named ~= '' then
    return vim.split(named, ' ', { trimempty = true })
  end
  for _, program in ipairs({ 'cc', 'gcc', 'clang' }) do
    if vim.fn.executable(program) == 1 then
      return { program }
    end
  end
  return vim.fn.executable('zig') == 1 and { 'zig', 'cc' } or nil
end

--- The files of queries in the grammar.
local function queries(grammar)
  return vim.fn.globpath(grammar, 'queries/*.scm', true, true)
end

--- Whether what is installed is what the grammar has: nil where that can't be told.
---@return boolean?
function M.is_current()
  local grammar = M.grammar()
  if not grammar then
    return nil
  end
  local parser = uv.fs_stat(site('parser', 'slugline.so'))
  for _, source in ipairs(vim.fn.globpath(grammar, 'src/*.[ch]', true, true)) do
    if not parser or uv.fs_stat(source).mtime.sec > parser.mtime.sec then
      return false
    end
  end
  for _, query in ipairs(queries(grammar)) do
    local installed = site('queries', 'slugline', vim.fn.fnamemodify(query, ':t'))
    if
      not uv.fs_stat(installed)
      or table.concat(vim.fn.readfile(query), '\n') ~= table.concat(vim.fn.readfile(installed), '\n')
    then
      return false
    end
  end
  return true
end

--- Compiles the parser, and puts the queries beside it.
---@return boolean, string whether it worked, and what to tell the user
function M.build()
  local grammar, compiler = M.grammar(), M.compiler()
  if not grammar then
    return false, 'the grammar is not beside the plugin: set `grammar` in vim.g.slugline'
  elseif not compiler then
    return false, 'there is no C compiler: install one, or name it in the environment as CC'
  end
  local parser = site('parser', 'slugline.so')
  local begun = parser .. '.begun'
  vim.fn.mkdir(site('parser'), 'p')
  local command = vim.list_extend(vim.list_slice(compiler), {
    '-O2',
    '-shared',
    '-fPIC',
    '-o',
    begun,
    '-I',
    grammar .. '/src',
    grammar .. '/src/parser.c',
  })
  if uv.fs_stat(grammar .. '/src/scanner.c') then
    table.insert(command, grammar .. '/src/scanner.c')
  end
  local output = vim.fn.system(command)
  if vim.v.shell_error ~= 0 then
    return false, 'the parser does not compile:\n' .. output
  end
  -- Renamed over the old one, so that editors which have it loaded keep theirs.
  local renamed, why = uv.fs_rename(begun, parser)
  if not renamed then
    return false, why
  end
  vim.fn.mkdir(site('queries', 'slugline'), 'p')
  for _, query in ipairs(queries(grammar)) do
    local target = site('queries', 'slugline', vim.fn.fnamemodify(query, ':t'))
    local copied, error_message = uv.fs_copyfile(query, target)
    if not copied then
      return false, error_message
    end
  end
  -- Neovim looks again for folders that were not there when it started.
  vim.o.runtimepath = vim.o.runtimepath
  return true, 'the parser is installed; it counts for articles that are opened from now on'
end

return M
