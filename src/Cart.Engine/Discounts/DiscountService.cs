using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Cart.Engine;

/// <summary>Checks whether a discount can be used, and edits discounts. Scoped to one request, in which results are cached.</summary>
internal sealed partial class DiscountService(
    IDiscountStore store,
    IOrderStore orders,
    IDiscountGate gate,
    IOptions<CartOptions> options,
    DiscountGuesses guesses,
    ICallerAddress caller,
    TimeProvider time,
    ILogger<DiscountService> logger)
{
    private static readonly List<CartError> WrongCodes =
        [CartErrors.DiscountNotFound, CartErrors.DiscountInactive, CartErrors.DiscountNotStarted, CartErrors.DiscountExpired];

    private readonly Dictionary<DiscountCode, Discount> _judged = [];
    private readonly Dictionary<(DiscountCode Code, string User), long> _uses = [];

    /// <summary>Gets the currency of the shop, which is that of all discount amounts.</summary>
    public Currency Currency => Currency.Parse(options.Value.Currency);

    /// <summary>Returns a discount that can be used for a sum now, or the reason why it cannot.</summary>
    /// <param name="code">The code, as a shopper types it.</param>
    /// <param name="summary">The sum of the lines, before the discount.</param>
    /// <param name="currency">The currency of the sum.</param>
    /// <param name="userId">The user who is signed in; null for a guest.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    public ValueTask<(Discount? Discount, CartError? Refusal)> FindValidAsync(
        string code, decimal summary, Currency currency, string? userId, CancellationToken cancellationToken = default) =>
        FindValidAsync(code, summary, currency, userId, time.GetUtcNow(), cancellationToken);

    /// <summary>
    /// Checks a shopper's code as <see cref="FindValidAsync(string, decimal, Currency, string?, CancellationToken)"/> does, within the limits on
    /// guesses. Too many invalid codes are refused as <see cref="CartErrors.TooManyGuesses"/>.
    /// </summary>
    internal async ValueTask<(Discount? Discount, CartError? Refusal)> FindGivenAsync(
        string code, decimal summary, CartSnapshot cart, string? userId, CancellationToken cancellationToken)
    {
        var attempt = guesses.Begin(cart, caller.Address);
        if (!attempt.IsJudged)
        {
            return (null, Wait(attempt));
        }

        var isWrong = false;
        try
        {
            var (discount, refusal) = await FindValidAsync(code, summary, cart.Currency, userId, cancellationToken).ConfigureAwait(false);
            isWrong = refusal is not null && WrongCodes.Exists(refusal.Is);
            return (discount, isWrong && !attempt.IsAnswered ? Wait(attempt) : refusal);
        }
        finally
        {
            if (!isWrong)
            {
                guesses.Return(attempt);
            }
        }
    }

    /// <summary>Checks the discount on a cart.</summary>
    internal async ValueTask<AppliedDiscount> JudgeAsync(
        string code, decimal summary, Currency currency, string? userId, DateTimeOffset at, CancellationToken cancellationToken)
    {
        var (discount, refusal) = await FindValidAsync(code, summary, currency, userId, at, cancellationToken).ConfigureAwait(false);
        return new AppliedDiscount(code, discount?.AmountOff(summary, currency) ?? currency.Round(0), refusal);
    }

    /// <summary>
    /// Reserves a use of a discount at the gate. If the gate has none left, the store is asked before an order is refused.
    /// </summary>
    internal async ValueTask<CartError?> ReserveAsync(DiscountCode code, OrderId holder, CancellationToken cancellationToken)
    {
        var admission = await AskGateAsync().ConfigureAwait(false);
        if (admission is DiscountAdmission.NotCached)
        {
            if (await ReadAsync(code, cancellationToken).ConfigureAwait(false) is null)
            {
                return CartErrors.DiscountNotFound;
            }

            admission = await AskGateAsync().ConfigureAwait(false);
        }

        if (admission is not DiscountAdmission.Exhausted)
        {
            return null;
        }

        var stored = await ReadAsync(code, cancellationToken).ConfigureAwait(false);
        return stored is null ? CartErrors.DiscountNotFound : stored.CurrentUses >= stored.MaxUses ? CartErrors.DiscountExhausted : null;

        ValueTask<DiscountAdmission> AskGateAsync() =>
            TryAsync(() => gate.ReserveAsync(code, holder, cancellationToken), DiscountAdmission.Admitted);
    }

    /// <summary>Reports the outcome of an order to the gate. Returns whether the gate answered.</summary>
    internal ValueTask<bool> EndAsync(DiscountCode code, OrderId holder, DiscountUses? uses) =>
        TryAsync(() => gate.EndAsync(code, holder, uses));

    /// <summary>Reports the outcome of an order to the gate, for each of its discounts. Returns whether the gate answered.</summary>
    internal async ValueTask<bool> EndAsync(OrderDraft draft, ImmutableArray<DiscountUses> uses)
    {
        var heard = true;
        foreach (var (index, code) in draft.Discounts.Index())
        {
            heard &= await EndAsync(code, draft.Id, index < uses.Length ? uses[index] : null).ConfigureAwait(false);
        }

        return heard;
    }

    /// <summary>Corrects the gate after the order store refused an order that it had admitted: its counts are out of date.</summary>
    internal async Task CorrectAsync(DiscountCode code, OrderId holder)
    {
        await EndAsync(code, holder, null).ConfigureAwait(false);
        try
        {
            await ReadAsync(code, CancellationToken.None).ConfigureAwait(false);
        }
        catch (CartUnavailableException)
        {
            // The store does not answer. The gate's counts expire by themselves.
        }
    }

    /// <summary>Reports an order to the gate whose own process could not.</summary>
    internal async Task<bool> ConfirmAsync(DiscountCode code, OrderId holder, CancellationToken cancellationToken)
    {
        var stored = await ReadAsync(code, cancellationToken).ConfigureAwait(false);
        return await EndAsync(code, holder, stored is null ? null : new DiscountUses(stored.Granted, stored.Returned)).ConfigureAwait(false);
    }

    /// <summary>
    /// Gives back the use that an order took, for example when it is cancelled. The order stays unchanged. A repeat changes nothing.
    /// </summary>
    /// <param name="order">The order.</param>
    /// <param name="cancellationToken">Stops waiting; the use may still be given back.</param>
    /// <returns>True if the order held a use; otherwise, false.</returns>
    public async Task<bool> ReturnAsync(OrderId order, CancellationToken cancellationToken = default)
    {
        if (await orders.ReturnDiscountAsync(order, cancellationToken).ConfigureAwait(false) is not { } uses)
        {
            return false;
        }

        var placed = await orders.GetAsync(order, cancellationToken).ConfigureAwait(false);
        foreach (var code in placed!.DiscountCodes.Select(DiscountCode.Parse))
        {
            _ = placed.DiscountCodes.Length == 1
                ? await EndAsync(code, order, uses).ConfigureAwait(false)
                : await ConfirmAsync(code, order, cancellationToken).ConfigureAwait(false);
        }

        return true;
    }

    private async ValueTask<(Discount? Discount, CartError? Refusal)> FindValidAsync(
        string code, decimal summary, Currency currency, string? userId, DateTimeOffset at, CancellationToken cancellationToken)
    {
        var discount = DiscountCode.TryParse(code, out var parsed)
            ? await CachedAsync(parsed, cancellationToken).ConfigureAwait(false)
            : null;
        if (discount is null)
        {
            return (null, CartErrors.DiscountNotFound with { DiscountCode = code });
        }

        var problem = DiscountRules.Check(discount, summary, at)
            ?? DiscountRules.CheckCustomer(discount, userId, await UsesAsync(discount, userId, cancellationToken).ConfigureAwait(false));
        return problem is { } why
            ? (null, why with { DiscountCode = discount.Code.Text, Minimum = discount.MinCartValue, Currency = currency })
            : (discount, null);
    }

    /// <summary>Clears the cached results.</summary>
    internal void Forget()
    {
        _judged.Clear();
        _uses.Clear();
    }

    private async ValueTask<long> UsesAsync(Discount discount, string? userId, CancellationToken cancellationToken)
    {
        if (discount.MaxUsesPerCustomer is null || userId is null)
        {
            return 0;
        }

        return _uses.TryGetValue((discount.Code, userId), out var known)
            ? known
            : _uses[(discount.Code, userId)] = await store.CountUsesAsync(discount.Code, userId, cancellationToken).ConfigureAwait(false);
    }

    private async ValueTask<Discount?> CachedAsync(DiscountCode code, CancellationToken cancellationToken)
    {
        if (_judged.TryGetValue(code, out var known))
        {
            return known;
        }

        var found = await TryAsync(() => gate.FindAsync(code, cancellationToken), null).ConfigureAwait(false)
            ?? await ReadAsync(code, cancellationToken).ConfigureAwait(false);
        return found is null ? null : _judged[code] = found;
    }

    private async ValueTask<Discount?> ReadAsync(DiscountCode code, CancellationToken cancellationToken)
    {
        var stored = await store.FindAsync(code, cancellationToken).ConfigureAwait(false);
        if (stored is not null)
        {
            await TryAsync(() => gate.StoreAsync(stored, cancellationToken)).ConfigureAwait(false);
        }

        return stored;
    }

    // The gate only saves work. Without it, the store is asked.
    private async ValueTask<T> TryAsync<T>(Func<ValueTask<T>> ask, T otherwise)
    {
        try
        {
            return await ask().ConfigureAwait(false);
        }
        catch (CartUnavailableException unavailable)
        {
            logger.GateAway(unavailable);
            return otherwise;
        }
    }

    private async ValueTask<bool> TryAsync(Func<ValueTask> tell)
    {
        try
        {
            await tell().ConfigureAwait(false);
            return true;
        }
        catch (CartUnavailableException unavailable)
        {
            logger.GateAway(unavailable);
            return false;
        }
    }

    private static CartError Wait(DiscountGuesses.Attempt attempt) => CartErrors.TooManyGuesses with { RetryAfter = attempt.RetryAfter };
}
