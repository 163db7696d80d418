--- `:checkhealth slugline`.
local M = {}

local health = vim.health or require('health')
local start = health.start or health.report_start
local ok = health.ok or health.report_ok
local info = health.info or health.report_info
local warn = health.warn or health.report_warn
local fault = health.error or health.report_error

local function check_server()
  start('Server')
  local cmd = require('slugline.client').command()
  if type(cmd) == 'function' then
    info('the server is started by a function of vim.lsp.config')
    return
  elseif vim.fn.executable(cmd[1]) == 0 then
    fault(('there is no program `%s`'):format(cmd[1]), {
      'Install the server from a clone: pipx install ~/src/slugline',
      "or name it: vim.g.slugline = { cmd = { '/path/to/slugline', 'server' } }",
    })
    return
  end
  local command = vim.list_slice(cmd)
  if command[#command] == 'server' then
    table.remove(command)
  end
  local version = vim.trim(vim.fn.system(vim.list_extend(command, { '--version' })))
  if vim.v.shell_error == 0 then
    ok(('%s: %s'):format(vim.fn.exepath(cmd[1]), version))
  else
    fault(('`%s` does not start: %s'):format(table.concat(command, ' '), version))
  end
end

local function check_wikis()
  start('Wikis')
  local is_started = require('slugline').options().lsp
  if not is_started then
    info('the server is not started by itself: `lsp = false` in vim.g.slugline')
  end
  local wiki = require('slugline.wiki')
  local client = require('slugline.client')
  local found = false
  for _, buffer in ipairs(vim.api.nvim_list_bufs()) do
    if vim.api.nvim_buf_is_loaded(buffer) and vim.bo[buffer].filetype == 'slugline' then
      found = true
      local path = vim.api.nvim_buf_get_name(buffer)
      local root = wiki.root(path)
      local name = vim.fn.fnamemodify(path, ':t')
      if is_started and not client.of(buffer) then
        local log = require('vim.lsp.log').get_filename()
        warn(('%s: the server is not running'):format(name), { 'See ' .. log })
      elseif root then
        local by = wiki.configured(path) and 'slugline.toml' or 'no slugline.toml'
        ok(('%s: wiki %s (%s)'):format(name, root, by))
      else
        info(('%s: in no wiki; put a slugline.toml into its folder'):format(name))
      end
    end
  end
  if not found then
    info('no article is open')
  end
end

local function check_parser()
  start('Tree-sitter')
  local parser = require('slugline.parser')
  if vim.fn.has('nvim-0.9') == 0 then
    info('this Neovim colours by patterns (syntax/slugline.lua); the parser needs 0.9')
    return
  end
  local grammar, compiler = parser.grammar(), parser.compiler()
  if parser.is_installed() then
    local works, why = pcall(vim.treesitter.get_string_parser, '', 'slugline')
    if not works then
      fault('the parser does not load, and articles are coloured by patterns: ' .. why, { ':Slugline build' })
    elseif parser.is_current() == false then
      warn('the parser is older than the grammar', { ':Slugline build' })
    else
      ok('the parser is installed: ' .. vim.api.nvim_get_runtime_file('parser/slugline.*', false)[1])
    end
  else
    info('no parser: articles are coloured by patterns. `:Slugline build` makes one')
  end
  if grammar then
    info('grammar: ' .. grammar)
  else
    info('the grammar is not beside the plugin')
  end
  if compiler then
    info('C compiler: ' .. table.concat(compiler, ' '))
  else
    info('there is no C compiler')
  end
end

--- Tells what works and what is missing.
function M.check()
  start('Neovim')
  if vim.fn.has('nvim-0.7') == 1 then
    ok(tostring(vim.version().major) .. '.' .. vim.version().minor .. '.' .. vim.version().patch)
  else
    fault('Neovim 0.7 or newer is needed')
  end
  check_server()
  check_wikis()
  check_parser()
end

return M
