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
    /// Imports a payload into the cart, in one step. Lines in the payload take its quantity; all other lines stay. A valid discount in the
    /// payload replaces the current one. Quantities above the limit or the stock are reduced to it. Lines that do not fit or are no longer sold
    /// are left out.
    /// </summary>
    /// <remarks>
    /// The lines take the catalog's prices. Without a catalog, or with <see cref="ChangeOptions.OwnPrices"/>, they take the payload's prices. Allow
    /// that only for payloads that the caller trusts.
    /// </remarks>
    /// <param name="payload">A payload, as <see cref="CartJson.Read"/> or <see cref="CartMessagePack.Read"/> returns it.</param>
    /// <param name="options">How the change is made; null for the safe defaults.</param>
    /// <param name="cancellationToken">Stops waiting; the change may still take effect.</param>
    /// <returns>The lines that were set, and a warning for all that was changed or left out.</returns>
    /// <exception cref="InvalidPayloadException">A price does not fit the currency, or a new line has none.</exception>
    /// <exception cref="CartRefusedException">The cart is in checkout, or would have too many lines.</exception>
    public async Task<CartChange> RestoreAsync(CartPayload payload, ChangeOptions? options = null, CancellationToken cancellationToken = default) =>
        (await TryRestoreAsync(payload, options, cancellationToken).ConfigureAwait(false)).Accepted();

    /// <summary>Imports a payload into the cart, and returns a refusal instead of throwing it.</summary>
    /// <exception cref="CartUnavailableException">A store, the catalog or the stock checker did not answer; the outcome may be unknown.</exception>
    /// <inheritdoc cref="RestoreAsync" path="/param"/>
    public async ValueTask<CartChange> TryRestoreAsync(
        CartPayload payload, ChangeOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(payload);
        Refresh();
        try
        {
            var (result, warnings) = await _parts.Restorer
                .RestoreAsync(payload, options ?? ChangeOptions.Default, cancellationToken).ConfigureAwait(false);
            return ChangeOf(result) with { Warnings = warnings };
        }
        catch (CartException refusal) when (refusal is not CartUnavailableException)
        {
            return CartChange.Refused(refusal.Error);
        }
    }
}
