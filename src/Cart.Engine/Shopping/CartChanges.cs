using Microsoft.Extensions.Options;

namespace Cart.Engine;

/// <summary>
/// Makes a shopper's changes with all that belongs to them: the stock is asked before, the events follow after. Refusals are statuses.
/// For use within one request.
/// </summary>
public sealed class CartChanges(CurrentCart current, IInventoryChecker inventory, CartEvents events, IOptions<CartOptions> options)
{
    // Each try that fails is one change that another made in between.
    private const int MaxTries = 100;

    private readonly int _maxQuantity = options.Value.MaxQuantityPerItem ?? Quantity.Ceiling.Value;

    /// <summary>Changes the shopper's cart, and starts the next one when the shopper has none that could be changed.</summary>
    /// <param name="mutation">The change.</param>
    /// <param name="checkInventory">Whether there must be as many units as the lines would come to have.</param>
    /// <param name="cancellationToken">Stops waiting; the change may still take effect.</param>
    /// <exception cref="CartUnavailableException">A store did not answer; the outcome may be unknown.</exception>
    public async ValueTask<CartResult> ApplyAsync(
        CartMutation mutation, bool checkInventory = false, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(mutation);
        var isHeard = events.AreHeard;
        var asked = mutation.WithSnapshot || !isHeard ? mutation : mutation with { WithSnapshot = true };
        var result = checkInventory && inventory is not UnlimitedInventory
            ? await CheckedAsync(asked, cancellationToken).ConfigureAwait(false)
            : await current.ApplyAsync(asked, cancellationToken).ConfigureAwait(false);
        if (isHeard && result is { Status: CartStatus.Ok, Replayed: false, Snapshot: { } cart })
        {
            await PublishAsync(mutation, result, cart, cancellationToken).ConfigureAwait(false);
        }

        return result;
    }

    // The write counts only if the cart is still as it was when the stock was asked; if not, it is read and checked again.
    private async ValueTask<CartResult> CheckedAsync(CartMutation mutation, CancellationToken cancellationToken)
    {
        for (var tries = 1; ; tries++)
        {
            var cart = await current.GetAsync(cancellationToken).ConfigureAwait(false);
            foreach (var (product, quantity) in Resulting(mutation, cart))
            {
                if (await RefusalAsync(product, quantity, cart.Version, cancellationToken).ConfigureAwait(false) is { } refusal)
                {
                    return await current.FindReplayAsync(mutation, cancellationToken).ConfigureAwait(false) ?? refusal;
                }
            }

            var only = mutation with { ExpectedVersion = mutation.ExpectedVersion ?? cart.Version };
            var result = await current.ApplyAsync(only, cancellationToken).ConfigureAwait(false);
            if (result.Status is not CartStatus.VersionMismatch || mutation.ExpectedVersion is not null || tries == MaxTries)
            {
                return result;
            }
        }
    }

    // What the lines would come to have, of those that gain units.
    private static IEnumerable<(ProductKey Product, long Quantity)> Resulting(CartMutation mutation, CartSnapshot cart) => mutation switch
    {
        AddLines add => add.Additions.Select(addition => (addition.Product, HeldIn(cart, addition.Product) + addition.Quantity.Value)),
        SetLines set => set.Assignments.Where(static assignment => assignment.Quantity > (Quantity)0)
            .Select(static assignment => (assignment.Product, (long)assignment.Quantity!.Value.Value)),
        AdjustLine { Delta: > 0 } adjust => [(adjust.Product, HeldIn(cart, adjust.Product) + adjust.Delta)],
        _ => [],
    };

    private static long HeldIn(CartSnapshot cart, ProductKey product) => cart.Find(product)?.Quantity.Value ?? 0;

    private async ValueTask<CartResult?> RefusalAsync(ProductKey product, long quantity, long version, CancellationToken cancellationToken)
    {
        var refusal = quantity > _maxQuantity ? CartStatus.QuantityLimit
            : await inventory.CheckAsync(product, (int)quantity, cancellationToken).ConfigureAwait(false) ? CartStatus.Ok
            : CartStatus.InsufficientStock;
        return refusal is CartStatus.Ok ? null : new CartResult { Status = refusal, Version = version, Product = product };
    }

    private async ValueTask PublishAsync(CartMutation mutation, CartResult result, CartSnapshot cart, CancellationToken cancellationToken)
    {
        foreach (var line in result.Changed)
        {
            if (mutation is AddLines || result.Created.Contains(line.Product))
            {
                await events.PublishAsync(new ItemAdded(cart, line), cancellationToken).ConfigureAwait(false);
            }
            else
            {
                await events.PublishAsync(new ItemUpdated(cart, line, Deleted: false), cancellationToken).ConfigureAwait(false);
            }
        }

        foreach (var line in result.Removed)
        {
            if (mutation is RemoveLine)
            {
                await events.PublishAsync(new ItemRemoved(cart, line), cancellationToken).ConfigureAwait(false);
            }
            else
            {
                await events.PublishAsync(new ItemUpdated(cart, line, Deleted: true), cancellationToken).ConfigureAwait(false);
            }
        }

        if (mutation is ClearLines)
        {
            await events.PublishAsync(new CartCleared(cart), cancellationToken).ConfigureAwait(false);
        }
    }
}
