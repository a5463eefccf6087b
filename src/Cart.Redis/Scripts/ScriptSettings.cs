using System.Globalization;
using Cart.Engine;

namespace Cart.Redis;

/// <summary>
/// What a store's options are to its scripts: constants in front of their text. So they cost nothing at a call, and stores with other
/// options have other scripts.
/// </summary>
internal static class ScriptSettings
{
    public static string Of(CartOptions options)
    {
        var (lifetimes, limits) = (new CartLifetimes(options), new CartLimits(options));
        return string.Create(
            CultureInfo.InvariantCulture,
            $"""
             local CURRENCY, MAX_LINES, MAX_QUANTITY = '{limits.Currency.Code}', {limits.MaxLines}, {limits.MaxQuantity.Value}
             local OPERATION_TTL, MAX_OPERATIONS = {(long)options.IdempotencyTimeToLive.TotalSeconds}, {options.MaxIdempotencyKeys}
             local GUEST_TTL, USER_TTL, EMPTY_TTL, STEP = {lifetimes.Guest}, {lifetimes.User}, {lifetimes.Empty}, {lifetimes.Step}
             local NEW_TTL = {lifetimes.NewGuest}

             """);
    }
}
