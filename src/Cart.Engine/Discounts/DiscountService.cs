using System.Collections.Immutable;
using System.Globalization;

namespace Cart.Engine;

/// <summary>Edits discounts, and judges whether one can be used.</summary>
public sealed class DiscountService(IDiscountStore store, TimeProvider time)
{
    /// <summary>Finds a discount that can be used for a sum now, or says why there is none.</summary>
    /// <param name="code">The code, as a shopper types it.</param>
    /// <param name="summary">The sum of the lines, before the discount.</param>
    /// <param name="currency">The currency of the sum.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    public async ValueTask<(Discount? Discount, DiscountRefusal? Refusal)> FindValidAsync(
        string code, decimal summary, Currency currency, CancellationToken cancellationToken = default)
    {
        var discount = DiscountCode.TryParse(code, out var parsed)
            ? await store.FindAsync(parsed, cancellationToken).ConfigureAwait(false)
            : null;
        if (discount is null)
        {
            return (null, DiscountRefusal.Of(DiscountProblem.NotFound, code));
        }

        return DiscountRules.Check(discount, summary, time.GetUtcNow()) is { } problem
            ? (null, Explain(problem, discount, currency))
            : (discount, null);
    }

    /// <summary>Judges the discount that is on a cart.</summary>
    internal async ValueTask<AppliedDiscount> JudgeAsync(
        string code, decimal summary, Currency currency, CancellationToken cancellationToken)
    {
        var (discount, refusal) = await FindValidAsync(code, summary, currency, cancellationToken).ConfigureAwait(false);
        return new AppliedDiscount(code, discount?.AmountOff(summary, currency) ?? currency.Round(0), refusal);
    }

    /// <summary>Explains why the order store refused a discount at the commit.</summary>
    internal async ValueTask<DiscountRefusal> ExplainAsync(
        DiscountProblem problem, DiscountCode code, Currency currency, CancellationToken cancellationToken)
    {
        var discount = await store.FindAsync(code, cancellationToken).ConfigureAwait(false);
        return discount is null ? DiscountRefusal.Of(DiscountProblem.NotFound, code.Text) : Explain(problem, discount, currency);
    }

    /// <summary>Reads a discount, or null if there is none of that code.</summary>
    public ValueTask<Discount?> FindAsync(DiscountCode code, CancellationToken cancellationToken = default) =>
        store.FindAsync(code, cancellationToken);

    /// <summary>Stores a new discount.</summary>
    /// <exception cref="InvalidDiscountDefinitionException">The definition is not valid.</exception>
    public ValueTask<DiscountEdit> CreateAsync(Discount discount, CancellationToken cancellationToken = default) =>
        store.CreateAsync(Valid(discount), cancellationToken);

    /// <summary>Stores another definition of a discount. Its uses stay; carts that have it see the new definition at once.</summary>
    /// <exception cref="InvalidDiscountDefinitionException">The definition is not valid.</exception>
    public ValueTask<DiscountEdit> UpdateAsync(Discount discount, CancellationToken cancellationToken = default) =>
        store.UpdateAsync(Valid(discount), cancellationToken);

    /// <summary>Deletes a discount. Orders that used it stay as they are; on carts it is no longer valid.</summary>
    public ValueTask<DiscountEdit> DeleteAsync(DiscountCode code, CancellationToken cancellationToken = default) =>
        store.DeleteAsync(code, cancellationToken);

    /// <inheritdoc cref="IDiscountStore.ListAsync"/>
    public ValueTask<ImmutableArray<Discount>> ListAsync(
        DiscountCode? after = null, int limit = 100, CancellationToken cancellationToken = default) =>
        store.ListAsync(after, limit, cancellationToken);

    private static Discount Valid(Discount discount) => DiscountValidator.Validate(discount) is { Count: > 0 } errors
        ? throw new InvalidDiscountDefinitionException(errors)
        : discount;

    private static DiscountRefusal Explain(DiscountProblem problem, Discount discount, Currency currency)
    {
        var minimum = currency.Holds(discount.MinCartValue)
            ? currency.Format(discount.MinCartValue)
            : discount.MinCartValue.ToString(CultureInfo.InvariantCulture);
        return DiscountRefusal.Of(problem, discount.Code.Text, minimum);
    }
}
