namespace Cart.Engine;

public sealed partial class ShoppingCart
{
    /// <summary>Returns the cart as the documented JSON, in UTF-8.</summary>
    public async ValueTask<byte[]> SerializeAsync(CancellationToken cancellationToken = default) =>
        CartJson.Write(await GetSnapshotAsync(cancellationToken).ConfigureAwait(false));

    /// <summary>Returns the cart as MessagePack: the same map with the same keys.</summary>
    public async ValueTask<byte[]> SerializeMessagePackAsync(CancellationToken cancellationToken = default) =>
        CartMessagePack.Write(await GetSnapshotAsync(cancellationToken).ConfigureAwait(false));

    /// <summary>
    /// Puts a payload into the cart, in one step. Lines that it names take its quantity and price, all others stay; its discount, if
    /// valid, takes the place of the one applied. Quantities above the limit are cut to it.
    /// </summary>
    /// <remarks>The prices are taken as they are: only for payloads that the caller trusts.</remarks>
    /// <param name="payload">A payload, as <see cref="CartJson.Read"/> or <see cref="CartMessagePack.Read"/> returns it.</param>
    /// <param name="cancellationToken">Stops waiting; the change may still take effect.</param>
    /// <exception cref="InvalidPayloadException">A price does not fit the currency, or a new line has none.</exception>
    /// <exception cref="CartRefusedException">The cart is in checkout, or would have too many lines.</exception>
    public async Task<RestoreResult> RestoreAsync(CartPayload payload, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(payload);
        var limit = options.Value.MaxQuantityPerItem ?? Quantity.Ceiling.Value;
        for (var tries = 1; ; tries++)
        {
            Refresh();
            var cart = await GetSnapshotAsync(cancellationToken).ConfigureAwait(false);
            var restoration = Restoration.Of(payload, cart, limit);
            var (code, refusal) = await FindDiscountAsync(payload, restoration, cart.Currency, cancellationToken).ConfigureAwait(false);
            var warnings = refusal is null ? restoration.Warnings : restoration.Warnings.Add(new CartWarning(refusal.Code, refusal.Message));
            if (restoration.MutationWith(code) is not { } mutation)
            {
                return new RestoreResult([], warnings);
            }

            // What a line lacks comes from the cart that was read, so the write counts only if the cart is still that.
            var result = await ApplyAsync(mutation with { ExpectedVersion = cart.Version }, cancellationToken).ConfigureAwait(false);
            if (result.Status is CartStatus.VersionMismatch && tries < MaxReadAgain)
            {
                continue;
            }

            Accept(result, null);
            foreach (var line in result.Changed)
            {
                await PublishAddedOrUpdatedAsync(result.Snapshot!, result.Created, line, cancellationToken).ConfigureAwait(false);
            }

            return new RestoreResult(result.Changed, warnings);
        }
    }

    private async ValueTask<(string? Code, DiscountRefusal? Refusal)> FindDiscountAsync(
        CartPayload payload, Restoration restoration, Currency currency, CancellationToken cancellationToken)
    {
        if (payload.DiscountCode is not { } code)
        {
            return (null, null);
        }

        var (discount, refusal) = await discounts
            .FindValidAsync(code, restoration.SummaryAfter(), currency, current.Shopper.UserId, cancellationToken).ConfigureAwait(false);
        return (discount?.Code.Text, refusal);
    }
}
