using Microsoft.Extensions.Options;

namespace Cart.Engine;

/// <summary>Checks every option of <see cref="CartOptions"/> and reports all faults at once, each with its value and bounds.</summary>
public sealed class CartOptionsValidator : IValidateOptions<CartOptions>
{
    /// <inheritdoc/>
    public ValidateOptionsResult Validate(string? name, CartOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        var result = new ValidateOptionsResultBuilder();
        if (!Currency.TryParse(options.Currency, out _))
        {
            result.AddError($"Cart:{nameof(options.Currency)} is '{options.Currency}'; it must be three capital letters.");
        }

        Within(options.MaxLines, 1, 3000, nameof(options.MaxLines));
        Within(options.MaxQuantityPerItem ?? 0, 0, int.MaxValue, nameof(options.MaxQuantityPerItem));
        Within(options.MaxDiscountGuesses, 1, 10_000, nameof(options.MaxDiscountGuesses));
        Within(options.MinOrderAmount ?? 0, 0, CartLimits.MaxUnitPrice, nameof(options.MinOrderAmount));
        Within(options.TimeToLive, TimeSpan.FromMinutes(1), TimeSpan.FromDays(365), nameof(options.TimeToLive));
        Within(options.NewGuestTimeToLive, TimeSpan.FromMinutes(1), TimeSpan.FromDays(365), nameof(options.NewGuestTimeToLive));
        Within(options.UserTimeToLive ?? TimeSpan.FromDays(1), TimeSpan.FromMinutes(1), TimeSpan.FromDays(365), nameof(options.UserTimeToLive));
        Within(options.EmptyTimeToLive ?? TimeSpan.FromDays(1), TimeSpan.FromMinutes(1), TimeSpan.FromDays(365), nameof(options.EmptyTimeToLive));
        Within(options.TombstoneTimeToLive, TimeSpan.FromDays(1), TimeSpan.FromDays(365), nameof(options.TombstoneTimeToLive));
        Within(options.IdempotencyTimeToLive, TimeSpan.FromMinutes(1), TimeSpan.FromDays(30), nameof(options.IdempotencyTimeToLive));
        Within(options.MaxIdempotencyKeys, 16, 10_000, nameof(options.MaxIdempotencyKeys));
        Within(options.CheckoutLease, TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(10), nameof(options.CheckoutLease));
        Within(options.CheckoutWait, TimeSpan.Zero, TimeSpan.FromMinutes(1), nameof(options.CheckoutWait));
        Defined(options.PriceChange, nameof(options.PriceChange));
        Defined(options.GoneProducts, nameof(options.GoneProducts));
        return result.Build();

        void Defined(CatalogPolicy value, string property)
        {
            if (!Enum.IsDefined(value))
            {
                result.AddError($"Cart:{property} is {value}; it must be {string.Join(", ", Enum.GetNames<CatalogPolicy>())}.");
            }
        }

        void Within<T>(T value, T least, T greatest, string property)
            where T : IComparable<T>
        {
            if (value.CompareTo(least) < 0 || value.CompareTo(greatest) > 0)
            {
                result.AddError($"Cart:{property} is {value}; it must be between {least} and {greatest}.");
            }
        }
    }
}
