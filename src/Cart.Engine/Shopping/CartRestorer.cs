using System.Collections.Immutable;
using Microsoft.Extensions.Options;

namespace Cart.Engine;

/// <summary>Puts payloads into the shopper's cart. Refusals of the cart are statuses. For use within one request.</summary>
public sealed class CartRestorer(
    CurrentCart current, CartChanges changes, DiscountService discounts, IInventoryChecker inventory, IOptions<CartOptions> options)
{
    /// <summary>
    /// Puts a payload into the cart, in one step. Lines that it names take its quantity and price and keep what it does not give, all others stay; its discount,
    /// if valid, takes the place of the one applied. Quantities above the limit or the stock are cut to it, and lines that do not fit are left off: warnings tell.
    /// </summary>
    /// <param name="payload">The payload. Its prices are taken as they are.</param>
    /// <param name="terms">On what terms.</param>
    /// <param name="cancellationToken">Stops waiting; the change may still take effect.</param>
    /// <returns>What the cart answered, and what was not taken as it was.</returns>
    /// <exception cref="InvalidPayloadException">A price does not fit the currency, or a new line has none.</exception>
    /// <exception cref="CartUnavailableException">A store or the inventory checker did not answer; the outcome may be unknown.</exception>
    public async ValueTask<(CartResult Result, ImmutableArray<CartWarning> Warnings)> RestoreAsync(
        CartPayload payload, ChangeTerms terms, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(payload);
        ArgumentNullException.ThrowIfNull(terms);
        var restoration = await Restoration.OfAsync(payload, options.Value, new StockCheck(inventory), cancellationToken).ConfigureAwait(false);
        var (code, refusal) = await FindDiscountAsync(payload, restoration, cancellationToken).ConfigureAwait(false);
        var result = restoration.MutationWith(code) is { } mutation
            ? await changes.ApplyAsync(terms.On(mutation), checkInventory: false, cancellationToken).ConfigureAwait(false)
            : terms.Operation is null
                ? await UnchangedAsync(terms, cancellationToken).ConfigureAwait(false)
                : await changes.ApplyAsync(terms.On(SetLines.Nothing), checkInventory: false, cancellationToken).ConfigureAwait(false);
        if (result is { Status: CartStatus.LineNotFound, Product: { } unpriced })
        {
            var line = payload.Lines.First(line => line.Product == unpriced);
            throw PayloadPath.Root.Member(line.Key).Member("unit_price").Refusal($"Line {unpriced} is new and needs a unit_price.");
        }

        var warnings = restoration.WarningsAfter(result, options.Value.MaxLines);
        return (result, refusal is null ? warnings : warnings.Add(new CartWarning(refusal.Code, refusal.Message)));
    }

    // Everything was left off. Without an operation, nothing has to be remembered either.
    private async ValueTask<CartResult> UnchangedAsync(ChangeTerms terms, CancellationToken cancellationToken)
    {
        var cart = await current.GetAsync(cancellationToken).ConfigureAwait(false);
        return new CartResult
        {
            Status = terms.ExpectedVersion is { } expected && expected != cart.Version ? CartStatus.VersionMismatch : CartStatus.Ok,
            Version = cart.Version,
            Count = cart.Count,
            UniqueCount = cart.Lines.Length,
            Snapshot = cart,
        };
    }

    // The cart is read for nothing but the code. Should it change before the write, the code is judged anew with every price.
    private async ValueTask<(string? Code, DiscountRefusal? Refusal)> FindDiscountAsync(
        CartPayload payload, Restoration restoration, CancellationToken cancellationToken)
    {
        if (payload.DiscountCode is not { } code)
        {
            return (null, null);
        }

        var cart = await current.GetAsync(cancellationToken).ConfigureAwait(false);
        var (discount, refusal) = await discounts
            .FindGivenAsync(code, restoration.SummaryAfter(cart), cart, current.Shopper.UserId, cancellationToken).ConfigureAwait(false);
        return (discount?.Code.Text, refusal);
    }
}
