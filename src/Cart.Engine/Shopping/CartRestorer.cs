using System.Collections.Immutable;
using Microsoft.Extensions.Options;

namespace Cart.Engine;

/// <summary>Puts payloads into the shopper's cart. Refusals of the cart are statuses. For use within one request.</summary>
public sealed class CartRestorer(CurrentCart current, CartChanges changes, DiscountService discounts, IOptions<CartOptions> options)
{
    private const int MaxTries = 100;

    /// <summary>
    /// Puts a payload into the cart, in one step. Lines that it names take its quantity and price, all others stay; its discount, if
    /// valid, takes the place of the one applied. Quantities above the limit are cut to it.
    /// </summary>
    /// <param name="payload">The payload. Its prices are taken as they are.</param>
    /// <param name="terms">On what terms.</param>
    /// <param name="cancellationToken">Stops waiting; the change may still take effect.</param>
    /// <returns>What the cart answered, and what was not taken as it was.</returns>
    /// <exception cref="InvalidPayloadException">A price does not fit the currency, or a new line has none.</exception>
    /// <exception cref="CartUnavailableException">A store did not answer; the outcome may be unknown.</exception>
    public async ValueTask<(CartResult Result, ImmutableArray<CartWarning> Warnings)> RestoreAsync(
        CartPayload payload, ChangeTerms terms, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(payload);
        ArgumentNullException.ThrowIfNull(terms);
        var limit = options.Value.MaxQuantityPerItem ?? Quantity.Ceiling.Value;
        for (var tries = 1; ; tries++)
        {
            var cart = await current.GetAsync(cancellationToken).ConfigureAwait(false);
            var restoration = Restoration.Of(payload, cart, limit);
            var (code, refusal) = await FindDiscountAsync(payload, restoration, cart, cancellationToken).ConfigureAwait(false);
            var warnings = refusal is null ? restoration.Warnings : restoration.Warnings.Add(new CartWarning(refusal.Code, refusal.Message));
            if (restoration.MutationWith(code) is not { } mutation)
            {
                return (Unchanged(cart, terms), warnings);
            }

            // What a line lacks comes from the cart that was read, so the write counts only if the cart is still that.
            var only = terms with { ExpectedVersion = terms.ExpectedVersion ?? cart.Version };
            var result = await changes.ApplyAsync(only.On(mutation), cancellationToken: cancellationToken).ConfigureAwait(false);
            if (result.Status is not CartStatus.VersionMismatch || terms.ExpectedVersion is not null || tries == MaxTries)
            {
                return (result, warnings);
            }
        }
    }

    private static CartResult Unchanged(CartSnapshot cart, ChangeTerms terms) => new()
    {
        Status = terms.ExpectedVersion is { } expected && expected != cart.Version ? CartStatus.VersionMismatch : CartStatus.Ok,
        Version = cart.Version,
        Count = cart.Count,
        UniqueCount = cart.Lines.Length,
        Snapshot = cart,
    };

    private async ValueTask<(string? Code, DiscountRefusal? Refusal)> FindDiscountAsync(
        CartPayload payload, Restoration restoration, CartSnapshot cart, CancellationToken cancellationToken)
    {
        if (payload.DiscountCode is not { } code)
        {
            return (null, null);
        }

        var (discount, refusal) = await discounts
            .FindGivenAsync(code, restoration.SummaryAfter(), cart, current.Shopper.UserId, cancellationToken).ConfigureAwait(false);
        return (discount?.Code.Text, refusal);
    }
}
