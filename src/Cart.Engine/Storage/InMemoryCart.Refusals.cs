namespace Cart.Engine;

internal sealed partial class InMemoryCart
{
    // As in Redis, a change that starts a cart may join one that a concurrent request has just started.
    private static readonly TimeSpan JoinWindow = TimeSpan.FromSeconds(30);

    private CartResult? Refusal(CartMutation mutation)
    {
        if (!Exists && !_isDeleted && mutation.MustExist)
        {
            return new CartResult { Status = CartStatus.CartNotFound };
        }

        if (mutation.Shopper is { } shopper && !shopper.MayOpen(_cart))
        {
            return new CartResult { Status = CartStatus.CartNotFound };
        }

        var isInUse = _cart is { UserId: null, CreatedAt: { } createdAt } && createdAt + JoinWindow < Now();
        if (isInUse && mutation.JoinsOnlyNew)
        {
            return new CartResult { Status = CartStatus.CartNotFound };
        }

        // A deleted cart no longer has an owner, but still remembers its operations.
        if (mutation.MustBelong && _cart.UserId is null && !_isDeleted)
        {
            return new CartResult { Status = CartStatus.CartNotFound };
        }

        if (!Exists && !_isDeleted)
        {
            _cart = _cart with { Version = mutation.StartsAt };
        }

        if (mutation.Operation is { } operation && _operations.Find(operation) is { } content)
        {
            return content == mutation.AskedContent
                ? Changed() with { Replayed = true, Changed = Held(mutation) }
                : Answer(CartStatus.OperationReused);
        }

        if (_cart.State != CartState.Open || _isDeleted)
        {
            return Closed();
        }

        return mutation.ExpectedVersion is { } expected && expected != _cart.Version ? Answer(CartStatus.VersionMismatch) : null;
    }

    private CartResult Closed()
    {
        if (_isDeleted)
        {
            return Answer(CartStatus.CartNotFound);
        }

        switch (_cart.State)
        {
            case CartState.Ordered:
                return Answer(CartStatus.Ordered) with { OrderId = _cart.OrderId, Successor = _cart.Successor };
            case CartState.Merging:
                return Answer(CartStatus.MergeInProgress) with { Merge = _cart.Merge };
            case CartState.Merged:
                return Answer(CartStatus.Merged) with { Merge = _cart.Merge };
        }

        var remaining = _leaseEndsAt - time.GetUtcNow();
        return remaining > TimeSpan.Zero
            ? Answer(CartStatus.CheckoutInProgress) with { Hold = new CheckoutHold(_cart.Fence, remaining) }
            : Answer(CartStatus.CheckoutLapsed) with { Hold = new CheckoutHold(_cart.Fence, TimeSpan.Zero) };
    }
}
