-- Returns the health of a Job for Argo CD.
-- Argo CD's own check takes a Job that was suspended and resumed for healthy while it runs.
local function find_condition(type)
  local status = obj.status or {}
  for _, condition in ipairs(status.conditions or {}) do
    if condition.type == type and condition.status == "True" then
      return condition
    end
  end
end

local annotations = obj.metadata.annotations or {}
local complete = find_condition("Complete")
local failed = find_condition("Failed")
local suspended = find_condition("Suspended")

if complete ~= nil then
  return { status = "Healthy", message = complete.message or "" }
end
if failed ~= nil and annotations["keruta/allow-failure"] == "true" then
  return { status = "Healthy", message = "failed (allowed): " .. (failed.message or "") }
end
if failed ~= nil then
  return { status = "Degraded", message = failed.message or "" }
end
if suspended ~= nil then
  return { status = "Suspended", message = suspended.message or "" }
end
return { status = "Progressing", message = "" }
