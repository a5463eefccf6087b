namespace Cart.Engine;

/// <summary>What became of an operator's wish to delete a cart. Everything but <see cref="Done"/> changed nothing.</summary>
public enum CartDeletion
{
    /// <summary>The cart is gone. An order that it became stays.</summary>
    Done,

    /// <summary>There is no such cart, or no longer.</summary>
    CartNotFound,

    /// <summary>A checkout holds the cart, and an order may come of it.</summary>
    CheckoutInProgress,

    /// <summary>The cart is on its way into another.</summary>
    MergeInProgress,

    /// <summary>The cart is at another version than the operator has seen.</summary>
    VersionMismatch,
}
