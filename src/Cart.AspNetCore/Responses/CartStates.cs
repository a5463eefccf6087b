using Cart.Engine;

namespace Cart.AspNetCore;

/// <summary>The states of carts, as operators call them.</summary>
internal static class CartStates
{
    private static readonly Dictionary<string, CartState> Names = new()
    {
        ["open"] = CartState.Open,
        ["checking_out"] = CartState.CheckingOut,
        ["ordered"] = CartState.Ordered,
        ["merging"] = CartState.Merging,
        ["merged"] = CartState.Merged,
    };

    public static IEnumerable<string> All => Names.Keys;

    public static string NameOf(CartState state) => Names.First(name => name.Value == state).Key;

    /// <summary>Returns the state of that name; null for no name.</summary>
    /// <exception cref="RefusedRequestException">It is the name of none.</exception>
    public static CartState? Of(string? name) =>
        string.IsNullOrEmpty(name) ? null
        : Names.TryGetValue(name, out var state) ? state
        : throw RequestBody.Malformed($"The state is one of {string.Join(", ", All)}, or none for all.");
}
