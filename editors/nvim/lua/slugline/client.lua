--- The client of the language server, for every version of Neovim.
local wiki = require('slugline.wiki')

local M = {}

--- The configuration of the client, without a root.
---@return table
function M.configuration()
  local options = require('slugline').options()
  return {
    name = 'slugline',
    cmd = options.cmd,
    filetypes = { 'slugline' },
    settings = { slugline = options.settings },
    init_options = options.settings,
  }
end

--- The server's command line; since 0.11 `vim.lsp.config` may name another one, or a function.
---@return string[]|function
function M.command()
  local configured = vim.fn.has('nvim-0.11') == 1 and vim.lsp.config.slugline
  return configured and configured.cmd or require('slugline').options().cmd
end

local function warn_once(message)
  if not M.warned then
    M.warned = true
    vim.notify('slugline: ' .. message, vim.log.levels.WARN)
  end
end

--- Whether the server's program is there; says once where it is not.
---@return boolean
function M.is_installed()
  local command = M.command()
  local installed = type(command) ~= 'table' or vim.fn.executable(command[1]) == 1
  if not installed then
    warn_once(('there is no program `%s`. See :checkhealth slugline'):format(command[1]))
  end
  return installed
end

--- Clients by root, where Neovim doesn't look for a running one by itself (0.7).
local running = {}

local function start_plainly(configuration, buffer)
  local key = configuration.root_dir or vim.api.nvim_buf_get_name(buffer)
  local id = running[key]
  if not id then
    configuration.on_exit = function()
      running[key] = nil
    end
    configuration.on_attach = function(_, attached)
      vim.api.nvim_buf_set_option(attached, 'tagfunc', 'v:lua.vim.lsp.tagfunc')
      vim.api.nvim_buf_set_option(attached, 'formatexpr', 'v:lua.vim.lsp.formatexpr()')
    end
    id = vim.lsp.start_client(configuration)
    running[key] = id
  end
  if id then
    vim.lsp.buf_attach_client(buffer, id)
  end
end

--- The path of a buffer's file; nil where it is no file, so that the server has nothing to read.
---@param buffer integer
---@return string?
function M.file_of(buffer)
  local path = vim.api.nvim_buf_get_name(buffer)
  return path ~= '' and vim.api.nvim_buf_get_option(buffer, 'buftype') == '' and path or nil
end

--- Starts the server for a buffer, or takes the one that runs for its wiki (Neovim below 0.11).
---@param buffer integer
function M.start(buffer)
  buffer = buffer == 0 and vim.api.nvim_get_current_buf() or buffer
  local path = M.file_of(buffer)
  if not path or not M.is_installed() then
    return
  end
  local configuration = M.configuration()
  configuration.root_dir = wiki.root(path)
  if vim.lsp.start then
    vim.lsp.start(configuration, { bufnr = buffer })
  else
    start_plainly(configuration, buffer)
  end
end

--- The client of a buffer; nil without one.
---@param buffer integer
---@return table?
function M.of(buffer)
  local clients
  if vim.lsp.get_clients then
    clients = vim.lsp.get_clients({ bufnr = buffer })
  else
    clients = vim.lsp.buf_get_clients(buffer)
  end
  for _, client in pairs(clients) do
    if client.name == 'slugline' then
      return client
    end
  end
end

--- Asks the server to carry out a command, with the buffer's changes sent before.
---@param buffer integer
---@param command string
---@param arguments any[]
---@param done? fun(result: any)
function M.execute(buffer, command, arguments, done)
  buffer = buffer == 0 and vim.api.nvim_get_current_buf() or buffer
  local client = M.of(buffer)
  if not client then
    vim.notify('slugline: the server is not running here', vim.log.levels.ERROR)
    return
  end
  local params = { command = command, arguments = arguments }
  local function answered(err, result)
    if err then
      vim.notify('slugline: ' .. (err.message or tostring(err)), vim.log.levels.ERROR)
    elseif done then
      done(result)
    end
  end
  if vim.fn.has('nvim-0.11') == 1 then
    client:request('workspace/executeCommand', params, answered, buffer)
  else
    client.request('workspace/executeCommand', params, answered, buffer)
  end
end

return M
