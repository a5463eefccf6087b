using Cart.Engine;

namespace Storefront;

/// <summary>Defines the products of this shop: crockery (type 7) has numbers, and everything else (type 8) has article codes.</summary>
internal static class Shelf
{
    private const int Plenty = 20_000;

    public static IReadOnlyList<ShelfItem> Items { get; } =
    [
        Item(new ProductKey(7, 42), "Mug, white", 9.99m, Plenty, "Stoneware, 300 ml. Goes into the dishwasher."),
        Item(new ProductKey(7, 43), "Mug, blue", 10.49m, Plenty, "The same in the blue of a summer evening."),
        Item(new ProductKey(7, 44), "Teapot for two", 34.00m, 12, "Turned by hand, so there are only a few."),
        Item(new ProductKey(8, "85123A"), "White hanging heart T-light holder", 2.55m, Plenty, "Tin, with a loop to hang it by."),
        Item(new ProductKey(8, "84029E"), "Red woolly hottie, white heart", 3.39m, Plenty, "Knitted, with a bottle that holds a litre."),
        Item(new ProductKey(8, "GIFT BOX"), "Gift box with ribbon", 1.25m, Plenty, "Fits two mugs, or one teapot."),
    ];

    /// <summary>Returns the item of a product; null if the shop does not have it.</summary>
    public static ShelfItem? Find(ProductKey key) => Items.FirstOrDefault(item => item.Product.Key == key);

    private static ShelfItem Item(ProductKey key, string name, decimal price, int stock, string description) =>
        new(new Product(key, name, price) { Stock = stock }, description);
}
