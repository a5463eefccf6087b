using Cart.Engine;

namespace Storefront;

/// <summary>What this shop sells: mugs (type 7) have numbers, and prints (type 8) have article codes.</summary>
internal static class Shelf
{
    public static IReadOnlyList<ShelfItem> Items { get; } =
    [
        new(new Product(new ProductKey(7, 42), "Mug, white", 9.99m), 120),
        new(new Product(new ProductKey(7, 43), "Mug, blue", 10.49m), 80),
        new(new Product(new ProductKey(7, 44), "Teapot for two", 34.00m), 12),
        new(new Product(new ProductKey(8, "85123A"), "White hanging heart T-light holder", 2.55m), 500),
        new(new Product(new ProductKey(8, "84029E"), "Red woolly hottie, white heart", 3.39m), 40),
        new(new Product(new ProductKey(8, "GIFT BOX"), "Gift box with ribbon", 1.25m), 300),
    ];
}
