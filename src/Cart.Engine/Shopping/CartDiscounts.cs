namespace Cart.Engine;

/// <summary>Applies discounts to the shopper's cart. Refusals are answers. For use within one request.</summary>
internal sealed class CartDiscounts(CurrentCart current, CartChanges changes, DiscountService discounts)
{
    /// <summary>
    /// Applies a discount. No use of it is counted before the checkout. The code that is on the cart already is fine; one that is on it and
    /// no longer counts gives way to another that does.
    /// </summary>
    /// <param name="code">The code, as a shopper types it.</param>
    /// <param name="terms">On what terms.</param>
    /// <param name="cancellationToken">Stops waiting; the change may still take effect.</param>
    /// <returns>What the cart answered; or why the discount was refused.</returns>
    /// <exception cref="CartUnavailableException">A store did not answer; the outcome may be unknown.</exception>
    public async ValueTask<(CartResult? Result, DiscountRefusal? Refusal)> ApplyAsync(
        string code, ChangeTerms terms, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(code);
        ArgumentNullException.ThrowIfNull(terms);
        var cart = await current.GetAsync(cancellationToken).ConfigureAwait(false);
        var (apply, refusal) = await JudgeAsync(code, cart, cancellationToken).ConfigureAwait(false);
        if (apply is not null)
        {
            var result = await changes.ApplyAsync(terms.On(apply), cancellationToken: cancellationToken).ConfigureAwait(false);
            if (result.Status is not CartStatus.DiscountApplied)
            {
                return (result, null);
            }

            // Another request has applied a code since the cart was read.
            cart = await current.GetAsync(cancellationToken).ConfigureAwait(false);
            refusal = DiscountRefusal.Of(DiscountProblem.AlreadyApplied, cart.DiscountCodes.FirstOrDefault() ?? "");
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

    // The code on the cart is judged before the new one: while it counts, nobody learns what the new one is worth.
    private async ValueTask<(ApplyDiscount? Apply, DiscountRefusal? Refusal)> JudgeAsync(
        string code, CartSnapshot cart, CancellationToken cancellationToken)
    {
        CartTotals.TrySum(cart, out var summary);
        var user = cart.UserId ?? current.Shopper.UserId;
        if (cart.DiscountCodes.FirstOrDefault() is { } held)
        {
            if (DiscountCode.TryParse(code, out var given) && DiscountCode.TryParse(held, out var applied) && given == applied)
            {
                return (new ApplyDiscount(held), null);
            }

            var (counting, _) = await discounts.FindValidAsync(held, summary, cart.Currency, user, cancellationToken).ConfigureAwait(false);
            if (counting is not null)
            {
                return (null, DiscountRefusal.Of(DiscountProblem.AlreadyApplied, held));
            }
        }

        var (discount, refusal) = await discounts.FindGivenAsync(code, summary, cart, user, cancellationToken).ConfigureAwait(false);
        return discount is null ? (null, refusal) : (new ApplyDiscount(discount.Code.Text) { InsteadOf = cart.DiscountCodes.FirstOrDefault() }, null);
    }
}
