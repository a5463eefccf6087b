namespace Cart.Engine;

/// <summary>Applies discounts to the shopper's cart. Refusals are answers. For use within one request.</summary>
public sealed class CartDiscounts(CurrentCart current, CartChanges changes, DiscountService discounts)
{
    /// <summary>Applies a discount. No use of it is counted before the checkout.</summary>
    /// <param name="code">The code, as a shopper types it.</param>
    /// <param name="terms">On what terms.</param>
    /// <param name="cancellationToken">Stops waiting; the change may still take effect.</param>
    /// <returns>What the cart answered; or why the discount was refused before the cart was asked.</returns>
    /// <exception cref="CartUnavailableException">A store did not answer; the outcome may be unknown.</exception>
    public async ValueTask<(CartResult? Result, DiscountRefusal? Refusal)> ApplyAsync(
        string code, ChangeTerms terms, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(terms);
        var cart = await current.GetAsync(cancellationToken).ConfigureAwait(false);
        var (discount, refusal) = cart.DiscountCode is null
            ? await FindValidAsync(code, cart, cancellationToken).ConfigureAwait(false)
            : (null, DiscountRefusal.AlreadyApplied);
        if (discount is not null)
        {
            var apply = terms.On(new ApplyDiscount(discount.Code.Text));
            return (await changes.ApplyAsync(apply, cancellationToken: cancellationToken).ConfigureAwait(false), null);
        }

        // It may be this very request that applied the discount.
        var replay = DiscountCode.TryParse(code, out var parsed)
            ? await current.FindReplayAsync(terms.On(new ApplyDiscount(parsed.Text)), cancellationToken).ConfigureAwait(false)
            : null;
        if (replay is not null)
        {
            return (replay, null);
        }

        return terms.ExpectedVersion is { } expected && expected != cart.Version
            ? (new CartResult { Status = CartStatus.VersionMismatch, Version = cart.Version }, null)
            : (null, refusal);
    }

    private ValueTask<(Discount? Discount, DiscountRefusal? Refusal)> FindValidAsync(
        string code, CartSnapshot cart, CancellationToken cancellationToken)
    {
        CartTotals.TrySum(cart, out var summary);
        return discounts.FindValidAsync(code, summary, cart.Currency, cart.UserId ?? current.Shopper.UserId, cancellationToken);
    }
}
