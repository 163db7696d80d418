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

--- What to tell where the server's program is not there; nil where it is.
local function absence()
  local command = M.command()
  if type(command) == 'table' and vim.fn.executable(command[1]) == 0 then
    return ('there is no program `%s`. See :checkhealth slugline'):format(command[1])
  end
end

local function tell(message, level)
  vim.notify('slugline: ' .. message, level)
end

--- Whether the server's program is there; says once where it is not.
---@return boolean
function M.is_installed()
  local message = absence()
  if message and not M.warned then
    M.warned = true
    tell(message, vim.log.levels.WARN)
  end
  return message == nil
end

--- Clients by root, where Neovim doesn't look for a running one by itself (0.7).
local running = {}

local function begin_plainly(configuration, key)
  if not running[key] then
    configuration.on_exit = function()
      running[key] = nil
    end
    configuration.on_attach = function(_, attached)
      vim.api.nvim_buf_set_option(attached, 'tagfunc', 'v:lua.vim.lsp.tagfunc')
      vim.api.nvim_buf_set_option(attached, 'formatexpr', 'v:lua.vim.lsp.formatexpr()')
    end
    running[key] = vim.lsp.start_client(configuration)
  end
  return running[key]
end

--- The path of a buffer's file; nil where it is no file, so that the server has nothing to read.
---@param buffer integer
---@return string?
function M.file_of(buffer)
  local path = vim.api.nvim_buf_get_name(buffer)
  return path ~= '' and vim.api.nvim_buf_get_option(buffer, 'buftype') == '' and path or nil
end

local function resolved(buffer)
  return buffer == 0 and vim.api.nvim_get_current_buf() or buffer
end

--- Starts the server for a buffer, or takes the one that runs for its wiki (Neovim below 0.11).
---@param buffer integer
function M.start(buffer)
  buffer = resolved(buffer)
  local path = M.file_of(buffer)
  if not path or not M.is_installed() then
    return
  end
  local configuration = M.configuration()
  configuration.root_dir = wiki.root(path)
  if vim.lsp.start then
    vim.lsp.start(configuration, { bufnr = buffer })
  else
    local id = begin_plainly(configuration, configuration.root_dir or path)
    if id then
      vim.lsp.buf_attach_client(buffer, id)
    end
  end
end

--- Starts the server for a wiki of which no article is open yet.
---@param root string
---@param done fun(client: table) called when it is ready
local function begin(root, done)
  local is_new = vim.fn.has('nvim-0.11') == 1
  local configuration = is_new and vim.deepcopy(vim.lsp.config.slugline) or M.configuration()
  configuration.root_dir = root
  local own = configuration.on_init
  configuration.on_init = function(client, result)
    for _, callback in ipairs(type(own) == 'table' and own or { own }) do
      callback(client, result)
    end
    done(client)
  end
  if is_new then
    vim.lsp.start(configuration, { attach = false })
  elseif vim.lsp.start then
    vim.lsp.start_client(configuration)
  else
    begin_plainly(configuration, root)
  end
end

local function first(clients, fits)
  for _, client in pairs(clients) do
    if client.name == 'slugline' and (not fits or fits(client)) then
      return client
    end
  end
end

--- The client of a buffer; nil without one.
---@param buffer integer
---@return table?
function M.of(buffer)
  if vim.lsp.get_clients then
    return first(vim.lsp.get_clients({ bufnr = buffer }))
  end
  return first(vim.lsp.buf_get_clients(buffer))
end

--- The client that runs for the wiki at a root; nil without one.
local function at(root)
  local all = vim.lsp.get_clients or vim.lsp.get_active_clients
  return first(all(), function(client)
    return client.config.root_dir == root
  end)
end

local function request(client, buffer, command, arguments, done)
  local params = { command = command, arguments = arguments }
  local function answered(err, result)
    if err then
      tell(err.message or tostring(err), vim.log.levels.ERROR)
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

--- Asks the server to carry out a command, with the buffer's changes sent before.
---@param buffer integer
---@param command string
---@param arguments any[]
---@param done? fun(result: any)
function M.execute(buffer, command, arguments, done)
  buffer = resolved(buffer)
  local client = M.of(buffer)
  if client then
    request(client, buffer, command, arguments, done)
  else
    tell('the server is not running here', vim.log.levels.ERROR)
  end
end

--- As `execute`, but from any buffer: where it has no client, the one of its file's wiki, or of
--- the current folder's, is asked, and started where none runs.
---@param buffer integer
---@param command string
---@param arguments any[]
---@param done? fun(result: any)
function M.execute_in_wiki(buffer, command, arguments, done)
  buffer = resolved(buffer)
  local root = wiki.root(M.file_of(buffer) or vim.fn.getcwd() .. '/slugline.toml')
  local client = M.of(buffer) or root and at(root)
  if client then
    request(client, buffer, command, arguments, done)
    return
  end
  local message
  if not root then
    message = 'this is in no wiki: put a slugline.toml into its folder, or go to one by :cd'
  elseif not require('slugline').options().lsp then
    message = 'the server is not started: vim.g.slugline has `lsp = false`'
  else
    message = absence()
  end
  if message then
    tell(message, vim.log.levels.ERROR)
    return
  end
  begin(root, function(begun)
    request(begun, buffer, command, arguments, done)
  end)
end

return M
