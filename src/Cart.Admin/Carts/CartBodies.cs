using System.Text.Json;
using System.Text.Json.Serialization;

namespace Cart.Admin;

/// <summary>Represents a page of carts. The order of the pages has no meaning.</summary>
/// <param name="Carts">The carts. A page can have few or none without being the last one.</param>
/// <param name="NextCursor">The cursor of the next page; null after the last one.</param>
internal sealed record OperatorCartsBody(
    IReadOnlyList<OperatorCartBody> Carts, [property: JsonPropertyName("next_cursor")] string? NextCursor);

/// <summary>Represents a cart in an operator's list.</summary>
/// <param name="Id">Its id.</param>
/// <param name="State"><c>open</c>, <c>checking_out</c>, <c>ordered</c>, <c>merging</c> or <c>merged</c>.</param>
/// <param name="User">The user who owns it; null for a guest's.</param>
/// <param name="Version">Its version.</param>
/// <param name="Count">The total quantity of its lines, in units.</param>
/// <param name="UniqueCount">The number of its lines.</param>
/// <param name="CreatedAt">The time of its creation; null if it is known only from its order.</param>
/// <param name="LastActivityAt">The time of its last change, exact to a hundredth of its time to live.</param>
internal record OperatorCartBody(
    string Id,
    string State,
    string? User,
    long Version,
    long Count,
    [property: JsonPropertyName("unique_count")] int UniqueCount,
    [property: JsonPropertyName("created_at")] DateTime? CreatedAt,
    [property: JsonPropertyName("last_activity_at")] DateTime? LastActivityAt)
{
    public static OperatorCartBody Of(CartSummary cart) => new(
        cart.Id.ToString(), CartStates.NameOf(cart.State), cart.UserId, cart.Version, cart.Count, cart.UniqueCount,
        cart.CreatedAt.UtcDateTime, cart.ChangedAt.UtcDateTime);

    public static OperatorCartBody Of(CartSnapshot cart) => new(
        cart.Id.ToString(), CartStates.NameOf(cart.State), cart.UserId, cart.Version, cart.Count, cart.Lines.Length,
        cart.CreatedAt?.UtcDateTime, cart.ChangedAt?.UtcDateTime);
}

/// <summary>Represents a cart as an operator sees it.</summary>
/// <param name="Cart">The same values as in a list.</param>
/// <param name="OrderId">The order that it became.</param>
/// <param name="MergedInto">The cart that it was merged into, or is being merged into.</param>
/// <param name="Successor">The cart that took over the units that were not ordered.</param>
/// <param name="Contents">Its lines and amounts, as the shopper sees them. An ordered or merged cart has none.</param>
internal sealed record OperatorCartDetailBody(
    [property: JsonIgnore] OperatorCartBody Cart,
    [property: JsonPropertyName("order_id")] string? OrderId,
    [property: JsonPropertyName("merged_into")] string? MergedInto,
    string? Successor,
    CartBody Contents) : OperatorCartBody(Cart)
{
    public static OperatorCartDetailBody Of(CartSnapshot cart, CartBody contents) =>
        new(Of(cart), cart.OrderId?.ToString(), cart.Merge?.Target.ToString(), cart.Successor?.ToString(), contents);
}

/// <summary>The names of the states of carts.</summary>
internal static class CartStates
{
    private static readonly Dictionary<string, CartState> Names = Enum.GetValues<CartState>().ToDictionary(NameOf);

    public static IEnumerable<string> All => Names.Keys;

    public static string NameOf(CartState state) => JsonNamingPolicy.SnakeCaseLower.ConvertName(state.ToString());

    /// <summary>Returns the state with that name; null for no name.</summary>
    /// <exception cref="RefusedRequestException">No state has this name.</exception>
    public static CartState? Of(string? name) =>
        string.IsNullOrEmpty(name) ? null
        : Names.TryGetValue(name, out var state) ? state
        : throw RequestBody.Malformed($"The state is one of {string.Join(", ", All)}, or empty for all.");
}
