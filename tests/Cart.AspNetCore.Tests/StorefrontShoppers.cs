using Cart.Testing;

namespace Cart.AspNetCore.Tests;

internal static class StorefrontShoppers
{
    /// <summary>Returns a shopper of the storefront.</summary>
    public static Shopper NewShopper(this StorefrontProcess shop) => new(shop.Client);
}
