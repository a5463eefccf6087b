namespace Cart.Engine;

/// <summary>Tells a shopper what a merge could not take over as it was.</summary>
internal static class MergeWarnings
{
    public static CartWarning Of(MergeNote note, CartSnapshot cart) => note.Clamped is { } product
        ? new CartWarning("quantity_limit", $"The quantity of {product} was limited to {cart.Find(product)?.Quantity.Value ?? 0} when your carts were merged.")
        : new CartWarning("shipping_option_kept", "Your carts had different delivery options; the one selected first was kept.");
}
