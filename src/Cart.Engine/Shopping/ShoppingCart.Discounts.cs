namespace Cart.Engine;

public sealed partial class ShoppingCart
{
    /// <summary>
    /// Applies a discount code. The use is counted at the checkout, not before. Applying the code that the cart already has succeeds. A code on
    /// the cart that is no longer valid is replaced by a valid one.
    /// </summary>
    /// <param name="code">The code; surrounding blanks and case do not matter.</param>
    /// <param name="options">How the change is made; null for the safe defaults.</param>
    /// <param name="cancellationToken">Stops waiting; the change may still take effect.</param>
    /// <returns>The code in its display form.</returns>
    /// <exception cref="InvalidDiscountException">Another discount is applied already, or this code is unknown or not valid.</exception>
    /// <exception cref="CartRefusedException">The cart is in checkout.</exception>
    public async Task<string> ApplyDiscountAsync(string code, ChangeOptions? options = null, CancellationToken cancellationToken = default)
    {
        (await TryApplyDiscountAsync(code, options, cancellationToken).ConfigureAwait(false)).Accepted();
        return (await GetSnapshotAsync(cancellationToken).ConfigureAwait(false)).DiscountCodes[0];
    }

    /// <summary>Applies a discount, and returns a refusal instead of throwing it.</summary>
    /// <exception cref="CartUnavailableException">A store did not answer; the outcome may be unknown.</exception>
    /// <inheritdoc cref="ApplyDiscountAsync" path="/param"/>
    public async ValueTask<CartChange> TryApplyDiscountAsync(string code, ChangeOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(code);
        Refresh();
        var isCode = DiscountCode.TryParse(code, out var parsed);
        var asked = (options ?? ChangeOptions.Default) with { Content = "discount " + (isCode ? parsed.Key : code) };
        var cart = await GetSnapshotAsync(cancellationToken).ConfigureAwait(false);
        var (apply, refusal) = await JudgeAsync(code, cart, cancellationToken).ConfigureAwait(false);
        if (apply is not null)
        {
            var change = await ChangeAsync(apply, asked, cancellationToken).ConfigureAwait(false);
            if (change.Result?.Status is not CartStatus.DiscountApplied)
            {
                return change;
            }

            // Another request applied a code after the cart was read.
            _pricing = null;
            cart = await GetSnapshotAsync(cancellationToken).ConfigureAwait(false);
            refusal = CartErrors.DiscountApplied with { DiscountCode = cart.DiscountCodes.FirstOrDefault() ?? "" };
        }

        // This request itself may have applied the discount before.
        if (isCode && await FindRepeatAsync(asked, cancellationToken).ConfigureAwait(false) is { } repeat)
        {
            return repeat;
        }

        return asked.ExpectedVersion is { } expected && expected != cart.Version
            ? ChangeOf(new CartResult { Status = CartStatus.VersionMismatch, Version = cart.Version })
            : CartChange.Refused(refusal!);
    }

    /// <summary>Removes the discount. Does nothing if none exists.</summary>
    /// <exception cref="CartRefusedException">The cart is in checkout.</exception>
    public async Task RemoveDiscountAsync(ChangeOptions? options = null, CancellationToken cancellationToken = default) =>
        (await TryRemoveDiscountAsync(options, cancellationToken).ConfigureAwait(false)).Accepted();

    /// <summary>Removes the discount, and returns a refusal instead of throwing it.</summary>
    /// <exception cref="CartUnavailableException">A store did not answer; the outcome may be unknown.</exception>
    public ValueTask<CartChange> TryRemoveDiscountAsync(ChangeOptions? options = null, CancellationToken cancellationToken = default)
    {
        Refresh();
        return ChangeAsync(new RemoveDiscount(), options, cancellationToken);
    }

    /// <summary>Selects one of the <see cref="ShippingOptionsAsync"/>. Its price becomes the price of shipping.</summary>
    /// <param name="optionId">The option's id; null selects none.</param>
    /// <param name="options">How the change is made; null for the safe defaults.</param>
    /// <param name="cancellationToken">Stops waiting; the change may still take effect.</param>
    /// <exception cref="CartRefusedException">The cart does not have this shipping option.</exception>
    /// <exception cref="CartRefusedException">The cart is in checkout.</exception>
    public async Task SelectShippingAsync(string? optionId, ChangeOptions? options = null, CancellationToken cancellationToken = default) =>
        (await TrySelectShippingAsync(optionId, options, cancellationToken).ConfigureAwait(false)).Accepted();

    /// <summary>Selects a shipping option, and returns a refusal instead of throwing it.</summary>
    /// <exception cref="CartUnavailableException">A store did not answer; the outcome may be unknown.</exception>
    /// <inheritdoc cref="SelectShippingAsync" path="/param"/>
    public async ValueTask<CartChange> TrySelectShippingAsync(
        string? optionId, ChangeOptions? options = null, CancellationToken cancellationToken = default)
    {
        Refresh();
        var asked = options is { Operation: not null } ? options with { Content = "shipping " + optionId } : options;
        if (optionId is not null)
        {
            var offered = await ShippingOptionsAsync(cancellationToken).ConfigureAwait(false);
            if (offered.All(option => option.Id != optionId))
            {
                return await FindRepeatAsync(asked, cancellationToken).ConfigureAwait(false)
                    ?? CartChange.Refused(CartErrors.ShippingOptionNotFound);
            }
        }

        return await ChangeAsync(new SelectShipping(optionId), asked, cancellationToken).ConfigureAwait(false);
    }

    // The code on the cart is checked first: while it is valid, nobody learns whether another code is.
    private async ValueTask<(ApplyDiscount? Apply, CartError? Error)> JudgeAsync(
        string code, CartSnapshot cart, CancellationToken cancellationToken)
    {
        CartTotals.TrySum(cart, out var summary);
        var user = cart.UserId ?? _parts.Current.Shopper.UserId;
        if (cart.DiscountCodes.FirstOrDefault() is { } held)
        {
            if (DiscountCode.TryParse(code, out var given) && DiscountCode.TryParse(held, out var applied) && given == applied)
            {
                return (new ApplyDiscount(held), null);
            }

            var (counting, _) = await _parts.Discounts.FindValidAsync(held, summary, cart.Currency, user, cancellationToken).ConfigureAwait(false);
            if (counting is not null)
            {
                return (null, CartErrors.DiscountApplied with { DiscountCode = held });
            }
        }

        var (discount, refusal) = await _parts.Discounts.FindGivenAsync(code, summary, cart, user, cancellationToken).ConfigureAwait(false);
        return discount is null ? (null, refusal) : (new ApplyDiscount(discount.Code.Text) { InsteadOf = cart.DiscountCodes.FirstOrDefault() }, null);
    }
}
