using Cart.Engine;

namespace Cart.LoadTest;

/// <summary>Carts as one design keeps them: the engine's, or a design that shops commonly have.</summary>
internal interface IShopCarts
{
    /// <summary>What the design is called in tables.</summary>
    string Name { get; }

    /// <summary>Adds units; a cart that is not there begins with them. Returning is the acknowledgement.</summary>
    Task AddAsync(CartId cart, ProductKey product, int quantity, CancellationToken cancellationToken);

    /// <summary>Reads the lines of a cart.</summary>
    Task<IReadOnlyList<CartLine>> ReadAsync(CartId cart, CancellationToken cancellationToken);

    /// <summary>Puts the lines of one cart into another, quantities added, and ends the first.</summary>
    Task MergeAsync(CartId source, CartId target, CancellationToken cancellationToken);

    /// <summary>Takes carts away that a run has left.</summary>
    Task RemoveAsync(IReadOnlyCollection<CartId> carts, CancellationToken cancellationToken);
}
