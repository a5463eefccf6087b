using System.Numerics;
using Cart.Testing;
using CsCheck;
using Microsoft.Extensions.DependencyInjection;

namespace Cart.Engine.Tests;

/// <summary>What holds for all carts and all calculators: amounts are exact, add up, and are never negative in total.</summary>
public sealed class MoneyPropertyTests
{
    private static readonly Gen<Currency> Currencies = Gen.OneOf("USD", "JPY", "KWD", "CLF").Select(Currency.Parse);

    // Every price of a currency that a line can have, with the extremes more often than chance would bring them.
    private static readonly Gen<(Currency Currency, CartSnapshot Cart)> Carts =
        from currency in Currencies
        from lines in Gen.Select(Prices(currency), Quantities()).Array[0, 40]
        select (currency, SnapshotOf(currency, lines));

    // Whatever a host's calculator may answer.
    private static readonly Gen<decimal> Answers = Gen.Frequency(
        (8, Gen.Decimal[-1000m, 1000m]),
        (1, Gen.Decimal),
        (1, Gen.OneOf(0m, 0.005m, -0.005m, 0.00005m, decimal.MaxValue, decimal.MinValue, 79_228_162_514_264.337593543950335m)));

    [Fact]
    public void The_sum_of_the_lines_is_exact_or_refused() => Carts.Sample(static given =>
    {
        var exact = given.Cart.Lines.Aggregate(BigInteger.Zero, (sum, line) => sum + (Units(given.Currency, line.UnitPrice) * line.Quantity.ToInt32()));

        var isExact = CartTotals.TrySum(given.Cart, out var summary);

        Assert.Equal(exact < BigInteger.Pow(10, 28), isExact);
        if (isExact)
        {
            Assert.Equal(exact, Units(given.Currency, summary));
        }
    });

    [Fact]
    public void The_parts_that_are_shown_add_up_to_the_total() =>
        Gen.Select(Carts, Gen.Decimal[0m, 1m], Answers, Answers).Sample(static (given, share, tax, shipping) =>
        {
            if (!CartTotals.TrySum(given.Cart, out var summary)
                || !CartTotals.TryCreate(given.Currency, summary, OrderDrafts.Adjustments(summary * share, tax, shipping), out var totals))
            {
                return;
            }

            var shown = Units(given.Currency, totals.Summary) - Units(given.Currency, totals.DiscountAmount)
                + Units(given.Currency, totals.Tax) + Units(given.Currency, totals.Shipping);
            Assert.Equal(BigInteger.Max(shown, 0), Units(given.Currency, totals.Total));
            Assert.InRange(totals.DiscountAmount, 0, totals.Summary);
        });

    [Fact]
    public void A_discount_is_rounded_once_and_never_more_than_the_sum() =>
        Gen.Select(Carts, Gen.Bool, Gen.Long[0, 9_999_999_999]).Sample(static (given, isPercent, hundredths) =>
        {
            var discount = new Discount
            {
                Code = DiscountCode.Parse("D"),
                Type = isPercent ? DiscountType.Percent : DiscountType.Fixed,
                Value = isPercent ? hundredths % 10_001 / 100m : hundredths / 100m,
            };
            if (!CartTotals.TrySum(given.Cart, out var summary))
            {
                return;
            }

            var amount = discount.AmountOff(summary, given.Currency);

            Assert.InRange(amount, 0, summary);
            Assert.True(given.Currency.Holds(amount));
            if (isPercent && summary < 1_000_000_000_000m)
            {
                // Twice the distance to the exact amount is at most one smallest unit.
                var exact = Units(given.Currency, summary) * (hundredths % 10_001);
                Assert.True(BigInteger.Abs((Units(given.Currency, amount) * 10_000) - exact) * 2 <= 10_000);
            }
        });

    [Fact]
    public void Whatever_discount_and_calculators_say_a_cart_has_totals_that_add_up_or_none() =>
        Gen.Select(Carts, Gen.Long[0, 10_000], Answers, Answers).Sample(static (given, hundredths, tax, shipping) =>
        {
            var discounts = new InMemoryDiscountStore();
            discounts.CreateAsync(new Discount { Code = DiscountCode.Parse("D"), Value = hundredths / 100m }).AsTask().Wait();
            using var services = Cart.Testing.CartServices.Of(discounts: discounts, configure: builder => builder
                .UseTaxCalculator(new Answering(tax)).UseShippingCalculator(new Answering(shipping)));
            using var scope = services.CreateScope();
            var pricing = scope.ServiceProvider.GetRequiredService<CartPricer>().Price(given.Cart with { DiscountCodes = ["d"] });

            if (pricing.GetTotalsAsync().AsTask().Result is not { } totals)
            {
                Assert.Equal("total_too_great", Assert.Single(pricing.GetWarningsAsync().AsTask().Result).Code);
                return;
            }

            var shown = Units(given.Currency, totals.Summary) - Units(given.Currency, totals.DiscountAmount)
                + Units(given.Currency, totals.Tax) + Units(given.Currency, totals.Shipping);
            Assert.Equal(BigInteger.Max(shown, 0), Units(given.Currency, totals.Total));
            Assert.True(totals.Total >= 0);
        });

    [Fact]
    public void A_calculator_can_answer_anything_without_breaking_the_arithmetic() =>
        Gen.Select(Currencies, Answers, Answers).Sample(static (currency, tax, shipping) =>
        {
            if (CartTotals.TryCreate(currency, 10m, OrderDrafts.Adjustments(1m, tax, shipping), out var totals))
            {
                Assert.True(totals.Total >= 0);
                Assert.True(currency.Holds(totals.Total));
            }
            else
            {
                Assert.True(Math.Abs(tax) >= 1e24m || Math.Abs(shipping) >= 1e24m || tax + shipping >= 1e24m);
            }
        });

    private static Gen<decimal> Prices(Currency currency)
    {
        var step = (decimal)Math.Pow(10, -currency.Decimals);
        var greatest = decimal.Round(CartLimits.MaxUnitPrice, currency.Decimals, MidpointRounding.ToZero);
        return Gen.Frequency(
            (6, Gen.Long[0, 1_000_000].Select(units => units * step)),
            (2, Gen.Long[0, 99_999_999_999_999].Select(units => units * step)),
            (2, Gen.OneOf(0m, step, greatest, greatest - step)));
    }

    private static Gen<int> Quantities() => Gen.Frequency((6, Gen.Int[1, 10_000]), (2, Gen.OneOf(1, int.MaxValue)));

    private static CartSnapshot SnapshotOf(Currency currency, (decimal Price, int Quantity)[] lines) => CartSnapshot.Nothing(CartId.New(), currency) with
    {
        Lines = [.. lines.Select((line, index) => new CartLine(new ProductKey(7, index), line.Quantity, line.Price))],
    };

    // The amount in the smallest unit of its currency, without decimal arithmetic.
    private static BigInteger Units(Currency currency, decimal amount)
    {
        var bits = decimal.GetBits(amount);
        var mantissa = new BigInteger((uint)bits[0]) + (new BigInteger((uint)bits[1]) << 32) + (new BigInteger((uint)bits[2]) << 64);
        var scale = (bits[3] >> 16) & 0xFF;
        var units = mantissa * BigInteger.Pow(10, currency.Decimals) / BigInteger.Pow(10, scale);
        return amount < 0 ? -units : units;
    }

    private sealed class Answering(decimal answer) : ITaxCalculator, IShippingCalculator
    {
        public ValueTask<decimal> CalculateAsync(PricingContext context, CancellationToken cancellationToken) => ValueTask.FromResult(answer);

        public ValueTask<IReadOnlyList<ShippingOption>> GetOptionsAsync(PricingContext context, CancellationToken cancellationToken) =>
            ValueTask.FromResult<IReadOnlyList<ShippingOption>>([]);
    }
}
