-- Defines how a cart is packed. CartLayout in Cart.Redis is the same in C#. Constants only: they cost nothing, while a function
-- would cost every add a call.
-- README.md lists all fields of a cart.

-- The header: state, owner, currency; version, created, changed, watched (s); units; lines, last position.
local HEADER = '<c1c1c3I4I4I4I4dI2I2'

-- A line: quantity, position; from byte PRICE on, the unit price as text. A line is read by LINE and written by PRICED_LINE.
local LINE, PRICED_LINE, PRICE = '<I4I2', '<I4I2c0', 7

-- A number of 4 bytes, two of them, three of them: versions, times in s, quantities. ANY_VERSION means that none is expected.
local NUMBER, NUMBERS, TERMS, ANY_VERSION = '<I4', '<I4I4', '<I4I4I4', 4294967295

-- A remembered operation: 11 characters of fingerprint, the time.
local OPERATION = '<c11I4'
