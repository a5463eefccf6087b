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
        Refresh();
        var (result, warnings) = await _parts.Restorer.RestoreAsync(payload, new ChangeTerms(), cancellationToken).ConfigureAwait(false);
        Accept(Show(result), null);
        return new RestoreResult(result.Changed, warnings);
    }
}
