namespace Cart.LoadTest;

/// <summary>A line as the blob designs keep it.</summary>
internal sealed class BasketLine
{
    public required string ProductId { get; set; }

    public int Quantity { get; set; }
}
