using Cart.Engine;

namespace Cart.Faults;

/// <summary>Units of a product that exactly one operation adds: wherever they end, they must end there once.</summary>
internal sealed class Token(int number, int quantity, int addedAt)
{
    public int Number { get; } = number;

    public int Quantity { get; } = quantity;

    /// <summary>The step at which the shopper asked for them.</summary>
    public int AddedAt { get; } = addedAt;

    public ProductKey Product { get; } = new(7, number);

    public ulong Bit { get; } = 1UL << number;

    /// <summary>Whether the shopper was told that they are in the cart.</summary>
    public bool IsAcknowledged { get; set; }

    /// <summary>Whether some answer never came: then they are in a cart, or not.</summary>
    public bool IsUncertain { get; set; }

    /// <summary>Whether some shopper took them out again.</summary>
    public bool IsRemoved { get; set; }
}
