using Microsoft.Extensions.Options;

namespace Cart.Engine;

/// <summary>Checks every option of <see cref="AbandonmentOptions"/> and reports all faults at once.</summary>
public sealed class AbandonmentOptionsValidator(IOptions<CartOptions> carts) : IValidateOptions<AbandonmentOptions>
{
    /// <inheritdoc/>
    public ValidateOptionsResult Validate(string? name, AbandonmentOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        var result = new ValidateOptionsResultBuilder();
        var (guest, user) = (carts.Value.TimeToLive, carts.Value.UserTimeToLive ?? carts.Value.TimeToLive);
        var lifetime = guest < user ? guest : user;
        if (options.IdleFor < TimeSpan.FromMinutes(1) || options.IdleFor >= lifetime)
        {
            result.AddError(
                $"Cart:Abandonment:{nameof(options.IdleFor)} is {options.IdleFor}; it must be at least 00:01:00 and less than {lifetime}, "
                + "after which a cart is gone.");
        }

        if (options.Interval < TimeSpan.FromSeconds(1) || options.Interval > TimeSpan.FromDays(1))
        {
            result.AddError($"Cart:Abandonment:{nameof(options.Interval)} is {options.Interval}; it must be between 00:00:01 and 1.00:00:00.");
        }

        return result.Build();
    }
}
