using Microsoft.Extensions.Options;

namespace Cart.AspNetCore;

/// <summary>Checks every option of <see cref="CartHttpOptions"/> and reports all faults at once, each with its value and bounds.</summary>
internal sealed class CartHttpOptionsValidator : IValidateOptions<CartHttpOptions>
{
    public ValidateOptionsResult Validate(string? name, CartHttpOptions options)
    {
        var result = new ValidateOptionsResultBuilder();
        Within(options.MaxBodyBytes, 256, 1024 * 1024, nameof(options.MaxBodyBytes));
        Within(options.MaxImportBytes, 256, 2 * 1024 * 1024, nameof(options.MaxImportBytes));
        Within(options.MaxItemsPerRequest, 1, 1000, nameof(options.MaxItemsPerRequest));
        Within(options.MaxStreamsPerCart, 1, 1000, nameof(options.MaxStreamsPerCart));
        Within(options.MaxStreamsPerAddress, 1, 100_000, nameof(options.MaxStreamsPerAddress));
        if (options.LiveRetry < TimeSpan.FromMilliseconds(100) || options.LiveRetry > TimeSpan.FromMinutes(1))
        {
            result.AddError($"Cart:Http:{nameof(options.LiveRetry)} is {options.LiveRetry}; it must be between 100 ms and 1 minute.");
        }

        return result.Build();

        void Within(int value, int least, int greatest, string property)
        {
            if (value < least || value > greatest)
            {
                result.AddError($"Cart:Http:{property} is {value}; it must be between {least} and {greatest}.");
            }
        }
    }
}
