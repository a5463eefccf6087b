namespace Cart.LoadTest;

/// <summary>An item of a <see cref="JsonBasket"/>.</summary>
internal sealed class JsonBasketItem
{
    public string? Id { get; set; }

    public required string ProductId { get; set; }

    public string? ProductName { get; set; }

    public decimal UnitPrice { get; set; }

    public decimal OldUnitPrice { get; set; }

    public int Quantity { get; set; }

    public string? PictureUrl { get; set; }
}
