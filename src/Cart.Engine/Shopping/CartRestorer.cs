using System.Collections.Immutable;
using Microsoft.Extensions.Options;

namespace Cart.Engine;

/// <summary>Puts payloads into the shopper's cart. Refusals of the cart are statuses. For use within one request.</summary>
internal sealed class CartRestorer(
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
        if (result is { Status: CartStatus.LineNotFound, Line: { } unpriced })
        {
            var line = payload.Lines.First(line => line.Key == unpriced);
            throw PayloadPath.Root.Member(line.Name).Member("unit_price").Refusal($"Line {unpriced} is new and needs a unit_price.");
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

/// <summary>What became of a payload that was restored.</summary>
/// <param name="Lines">The lines that were set, as they are now.</param>
/// <param name="Warnings">What was not taken as it was: quantities above the limit, a discount that is not valid.</param>
public sealed record RestoreResult(ImmutableArray<CartLine> Lines, ImmutableArray<CartWarning> Warnings);

/// <summary>What a payload comes to: each of its lines within the limits and the stock.</summary>
internal sealed class Restoration
{
    private readonly ImmutableArray<LineAssignment> _assignments;

    private Restoration(ImmutableArray<LineAssignment> assignments, ImmutableArray<CartWarning> warnings) =>
        (_assignments, Warnings) = (assignments, warnings);

    /// <summary>What was not taken as it was.</summary>
    public ImmutableArray<CartWarning> Warnings { get; }

    /// <exception cref="InvalidPayloadException">A price does not fit the currency.</exception>
    /// <exception cref="CartUnavailableException">The inventory checker failed.</exception>
    public static async ValueTask<Restoration> OfAsync(
        CartPayload payload, CartOptions options, StockCheck stock, CancellationToken cancellationToken)
    {
        var (limit, currency) = (Quantity.Whole(options.MaxQuantityPerItem ?? int.MaxValue), Currency.Parse(options.Currency));
        var assignments = ImmutableArray.CreateBuilder<LineAssignment>(payload.Lines.Length);
        var warnings = ImmutableArray.CreateBuilder<CartWarning>();
        var available = await stock.AvailableAsync([.. payload.Lines.Select(static line => line.Product)], cancellationToken).ConfigureAwait(false);
        var taken = new Dictionary<ProductKey, Quantity>(payload.Lines.Length);
        for (var i = 0; i < payload.Lines.Length; i++)
        {
            var line = payload.Lines[i];
            CheckPrice(line, currency);
            if (assignments.Count == options.MaxLines)
            {
                warnings.Add(LeftOff(line.Key, options.MaxLines));
                continue;
            }

            var quantity = line.Quantity;
            if (quantity is { } tooMany && tooMany > limit && limit > Quantity.Zero)
            {
                var problem = new LineProblem("invalid_quantity", line.Key) { Requested = tooMany, Limit = limit };
                warnings.Add(new CartWarning("quantity_limit", $"The quantity of {line.Key} was cut to {limit}.") { Line = problem });
                quantity = limit;
            }

            // Stock is of a product, whose lines share it in the order of the payload.
            var (wanted, others) = (quantity ?? Quantity.One, taken.GetValueOrDefault(line.Product));
            var stocked = available[i]
                ?? await stock.FindGreatestAsync(line.Product, Quantity.Zero, wanted + others, cancellationToken).ConfigureAwait(false);
            var most = Quantity.Max(stocked - others, Quantity.Zero);
            if (most < wanted)
            {
                warnings.Add(CartWarning.Of(new LineProblem("insufficient_stock", line.Key) { Requested = wanted, Available = most }));
                quantity = most;
            }

            if (quantity != Quantity.Zero || most > Quantity.Zero)
            {
                assignments.Add(line with { Quantity = quantity });
                taken[line.Product] = others + (quantity ?? wanted);
            }
        }

        return new Restoration(assignments.DrainToImmutable(), warnings.ToImmutable());
    }

    /// <summary>Returns the warnings of a restoration that the cart has taken: also of lines that it left off.</summary>
    public ImmutableArray<CartWarning> WarningsAfter(CartResult result, int maxLines)
    {
        if (result.Status is not CartStatus.Ok || result.Replayed)
        {
            return Warnings;
        }

        var taken = result.Changed.Concat(result.Removed).Select(static line => line.Key).ToHashSet();
        return Warnings.AddRange(_assignments.Where(assignment => !taken.Contains(assignment.Key))
            .Select(assignment => LeftOff(assignment.Key, maxLines)));
    }

    /// <summary>Returns the sum of the lines that a cart will have; a part of it if it cannot be counted exactly.</summary>
    public decimal SummaryAfter(CartSnapshot cart)
    {
        var set = _assignments.Select(static assignment => assignment.Key).ToHashSet();
        var after = cart.Lines.Where(line => !set.Contains(line.Key)).Concat(_assignments.Select(assignment => LineAfter(cart, assignment)));
        CartTotals.TrySum(cart with { Lines = [.. after] }, out var summary);
        return summary;
    }

    /// <summary>Returns the mutation that does it all; null if there is nothing to do. What a line lacks, it keeps.</summary>
    public CartMutation? MutationWith(string? discountCode) => _assignments.Length > 0
        ? new SetLines(_assignments) { CreateMissing = true, LeavesOffSurplus = true, DiscountCode = discountCode }
        : discountCode is not null ? new ApplyDiscount(discountCode) { Replace = true } : null;

    private static CartLine LineAfter(CartSnapshot cart, LineAssignment assignment)
    {
        var held = cart.Find(assignment.Key);
        return new CartLine(
            assignment.Key, assignment.Quantity ?? held?.Quantity ?? Quantity.One, assignment.UnitPrice ?? held?.UnitPrice ?? 0);
    }

    private static CartWarning LeftOff(LineKey key, int maxLines) =>
        new("too_many_lines", $"{key} was left off: the cart can have {maxLines} lines.")
        {
            Line = new LineProblem("too_many_lines", key) { Limit = Quantity.Whole(maxLines) },
        };

    private static void CheckPrice(LineAssignment line, Currency currency)
    {
        if (line.UnitPrice is { } price && !CartLimits.IsUnitPrice(price, currency))
        {
            throw PayloadPath.Root.Member(line.Name).Member("unit_price")
                .Refusal($"The unit_price of {line.Key} must be 0 or more, with at most {currency.Decimals} decimals.");
        }
    }
}
