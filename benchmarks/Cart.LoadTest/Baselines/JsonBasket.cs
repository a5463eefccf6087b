using System.Text.Json;
using System.Text.Json.Serialization;
using Cart.Engine;

namespace Cart.LoadTest;

/// <summary>A basket in the JSON of eShop's basket service: it has more members than that service fills.</summary>
internal sealed partial class JsonBasket
{
    public string BuyerId { get; set; } = "";

    public List<JsonBasketItem> Items { get; set; } = [];

    /// <summary>Reads a basket; one that is not there is empty.</summary>
    public static JsonBasket Read(ReadOnlySpan<byte> json, CartId cart) =>
        json.IsEmpty ? new JsonBasket { BuyerId = cart.ToString() } : JsonSerializer.Deserialize(json, BasketJson.Default.JsonBasket)!;

    public byte[] Write() => JsonSerializer.SerializeToUtf8Bytes(this, BasketJson.Default.JsonBasket);

    public void Add(ProductKey product, int quantity)
    {
        var productId = product.ToString();
        var item = Items.Find(item => item.ProductId == productId);
        if (item is null)
        {
            Items.Add(new JsonBasketItem { ProductId = productId, Quantity = quantity, UnitPrice = Shelf.PriceOf(product) });
        }
        else
        {
            item.Quantity += quantity;
        }
    }

    public IReadOnlyList<CartLine> Lines() =>
        ProtobufCarts.LinesOf(Items.Select(static item => new BasketLine { ProductId = item.ProductId, Quantity = item.Quantity }));

    [JsonSerializable(typeof(JsonBasket))]
    private sealed partial class BasketJson : JsonSerializerContext;
}
