using System.Runtime.CompilerServices;

namespace Cart.Engine;

/// <summary>
/// Provides the carts of a store, their merges and their checkout. Completes merges and checkouts that other processes left unfinished.
/// Scoped to one request if the host's calculators are; otherwise it can be shared.
/// </summary>
internal sealed class CartEngine
{
    // One for a lapsed checkout, one for a merge.
    private const int MaxRepairs = 2;

    private readonly ICartStore _carts;
    private readonly CartCloser _closer;
    private readonly Func<MergeService> _merges;
    private readonly Func<CheckoutService> _checkout;

    // Most requests neither merge nor check out, so these services are created on demand.
    internal CartEngine(ICartStore carts, CartCloser closer, Func<MergeService> merges, Func<CheckoutService> checkout) =>
        (_carts, _closer, _merges, _checkout) = (carts, closer, merges, checkout);

    /// <summary>Reads a cart. A cart that does not exist reads as empty. Never writes.</summary>
    /// <exception cref="CartUnavailableException">The store did not answer.</exception>
    public ValueTask<CartSnapshot> GetAsync(CartId id, CancellationToken cancellationToken = default) =>
        CartTelemetry.MeasureAsync(
            "get", static asked => asked.carts.GetAsync(asked.id, asked.cancellationToken), (carts: _carts, id, cancellationToken), static _ => "ok");

    /// <inheritdoc cref="ICartStore.FindOperationAsync"/>
    public ValueTask<OperationMatch> FindOperationAsync(
        CartId id, Shopper shopper, OperationId operation, string content, CancellationToken cancellationToken = default) =>
        CartTelemetry.MeasureAsync(
            "find_operation",
            static asked => asked.carts.FindOperationAsync(asked.id, asked.shopper, asked.operation, asked.content, asked.cancellationToken),
            (carts: _carts, id, shopper, operation, content, cancellationToken),
            static _ => "ok");

    /// <summary>
    /// Changes a cart. First settles an abandoned checkout whose lease has run out and completes an interrupted merge, so the result is
    /// rarely <see cref="CartStatus.CheckoutLapsed"/> or <see cref="CartStatus.MergeInProgress"/>.
    /// </summary>
    /// <exception cref="CartUnavailableException">A store did not answer; the outcome may be unknown.</exception>
    public ValueTask<CartResult> ApplyAsync(CartId id, CartMutation mutation, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(mutation);
        return CartTelemetry.MeasureAsync(
            mutation.Name,
            static asked => asked.Engine.RepairAndApplyAsync(asked.id, asked.mutation, asked.cancellationToken),
            (Engine: this, id, mutation, cancellationToken),
            static result => result.Replayed ? "replayed" : CartTelemetry.NameOf(result.Status));
    }

    /// <summary>Gives a new guest's cart its full lifetime, because the guest came back.</summary>
    internal async ValueTask KeepAsync(CartId id, CancellationToken cancellationToken) =>
        await _carts.ApplyAsync(id, new KeepCart(), cancellationToken).ConfigureAwait(false);

    /// <inheritdoc cref="MergeService.MergeAsync"/>
    public Task<MergeResult> MergeAsync(
        CartId source, CartMerge merge, bool evenIfEmpty = false, CancellationToken cancellationToken = default) =>
        CartTelemetry.MeasureAsync(
            "merge",
            static asked => new ValueTask<MergeResult>(
                asked.merges.MergeAsync(asked.source, asked.merge, asked.evenIfEmpty, asked.cancellationToken)),
            (merges: _merges(), source, merge, evenIfEmpty, cancellationToken),
            static result => CartTelemetry.NameOf(result.Status)).AsTask();

    /// <summary>Places the order of a cart, once. Every retry returns the same order.</summary>
    /// <exception cref="CartUnavailableException">A store did not answer; a retry is safe and returns the outcome.</exception>
    public Task<CheckoutResult> CheckoutAsync(CartId id, CheckoutRequest? request = null, CancellationToken cancellationToken = default) =>
        CartTelemetry.MeasureAsync(
            "checkout",
            static asked => new ValueTask<CheckoutResult>(asked.checkout.PlaceAsync(asked.id, asked.Request, asked.cancellationToken)),
            (checkout: _checkout(), id, Request: request ?? new CheckoutRequest(), cancellationToken),
            static result => result.Outcome).AsTask();

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<CartResult> RepairAndApplyAsync(CartId id, CartMutation mutation, CancellationToken cancellationToken)
    {
        var result = await _carts.ApplyAsync(id, mutation, cancellationToken).ConfigureAwait(false);
        for (var repairs = 0; repairs < MaxRepairs; repairs++)
        {
            if (result is { Status: CartStatus.CheckoutLapsed, Hold: { } hold })
            {
                await _closer.SettleAsync(id, hold.Fence, cancellationToken).ConfigureAwait(false);
            }
            else if (result is { Status: CartStatus.MergeInProgress, Merge: { } merge })
            {
                await MergeAsync(id, merge, evenIfEmpty: true, cancellationToken).ConfigureAwait(false);
            }
            else
            {
                break;
            }

            result = await _carts.ApplyAsync(id, mutation, cancellationToken).ConfigureAwait(false);
        }

        return result;
    }
}
