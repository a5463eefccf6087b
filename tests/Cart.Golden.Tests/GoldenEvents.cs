using System.Text.Json.Nodes;
using Cart.Engine;

namespace Cart.Golden.Tests;

/// <summary>Notes the events of a step in the seed's words.</summary>
internal sealed class GoldenEvents : ICartEventHandler<CartEvent>
{
    private readonly List<JsonObject> _signals = [];

    public ValueTask HandleAsync(CartEvent cartEvent, CancellationToken cancellationToken = default)
    {
        _signals.Add(cartEvent switch
        {
            ItemAdded => Signal("cart_item_added", "cart", "item"),
            ItemUpdated => Signal("cart_item_updated", "cart", "deleted", "item"),
            ItemRemoved => Signal("cart_item_removed", "cart", "product"),
            CartCleared => Signal("cart_cleared", "cart"),
            CartCheckedOut => Signal("cart_checked_out", "cart"),
            _ => throw new InvalidOperationException($"An event without a signal: {cartEvent}"),
        });
        return ValueTask.CompletedTask;
    }

    public IReadOnlyList<JsonObject> Take()
    {
        JsonObject[] taken = [.. _signals];
        _signals.Clear();
        return taken;
    }

    private static JsonObject Signal(string name, params string[] arguments) =>
        new() { ["signal"] = name, ["kwargs"] = new JsonArray([.. arguments.Select(argument => (JsonNode)argument)]) };
}
