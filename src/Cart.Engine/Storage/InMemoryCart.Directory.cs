namespace Cart.Engine;

internal sealed partial class InMemoryCart
{
    /// <summary>The cart as a list shows it; null while there is none.</summary>
    public CartSummary? Summary()
    {
        var cart = Snapshot();
        return cart.CreatedAt is not { } createdAt ? null : new CartSummary
        {
            Id = cart.Id,
            State = cart.State,
            Version = cart.Version,
            UserId = cart.UserId,
            UniqueCount = cart.Lines.Length,
            Count = cart.Count,
            CreatedAt = createdAt,
            ChangedAt = cart.RefreshedAt ?? createdAt,
        };
    }

    /// <summary>Forgets the cart if it is as it was seen and on its way nowhere.</summary>
    public bool Delete(CartSummary seen)
    {
        lock (_gate)
        {
            var deletes = Summary() is { State: not CartState.CheckingOut and not CartState.Merging } cart
                && cart.Version == seen.Version && cart.ChangedAt == seen.ChangedAt;
            if (deletes)
            {
                Forget();
            }

            return deletes;
        }
    }
}
