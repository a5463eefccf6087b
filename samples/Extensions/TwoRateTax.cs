using Cart.Engine;

namespace Extensions;

/// <summary>Takes 7 % of books, which are type 9, and 19 % of everything else, of what is left of each after the discount.</summary>
public sealed class TwoRateTax : ITaxCalculator
{
    private const int Books = 9;

    public ValueTask<decimal> CalculateAsync(PricingContext context, CancellationToken cancellationToken = default)
    {
        var tax = context.Cart.Lines.Sum(static line => line.TotalPrice * (line.Product.ContentTypeId == Books ? 0.07m : 0.19m));
        var left = context.Summary == 0 ? 0 : (context.Summary - context.DiscountAmount) / context.Summary;
        return ValueTask.FromResult(tax * left);
    }
}
