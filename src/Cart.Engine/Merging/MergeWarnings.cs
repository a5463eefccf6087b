namespace Cart.Engine;

/// <summary>Tells a shopper what a merge could not take over as it was.</summary>
internal static class MergeWarnings
{
    public static CartWarning Of(MergeNote note, CartSnapshot cart)
    {
        if (note.Clamped is not { } cut)
        {
            return new CartWarning("shipping_option_kept", "Your carts had different delivery options; the one selected first was kept.");
        }

        var isStock = cut.Code == "insufficient_stock";
        var message = $"The quantity of {cut.Product} was limited to {cart.Find(cut.Product)?.Quantity.Value ?? 0} when your carts were merged"
            + (isStock ? $": {cut.Available} are in stock." : ".");
        return new CartWarning(isStock ? cut.Code : "quantity_limit", message) { Line = cut };
    }
}
