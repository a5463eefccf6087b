using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Cart.Redis;

/// <summary>Reads <see cref="RedisCartOptions"/> from the section <c>Cart:Redis</c> and validates them.</summary>
internal sealed class RedisCartOptionsSetup(IServiceProvider services) : IConfigureOptions<RedisCartOptions>, IValidateOptions<RedisCartOptions>
{
    private const string KeyPrefix = "Cart:Redis:KeyPrefix";

    public void Configure(RedisCartOptions options) =>
        options.KeyPrefix = services.GetService<IConfiguration>()?[KeyPrefix] ?? options.KeyPrefix;

    public ValidateOptionsResult Validate(string? name, RedisCartOptions options) => CartKeys.ProblemOf(options.KeyPrefix) is { } problem
        ? ValidateOptionsResult.Fail($"{KeyPrefix}: {problem}")
        : ValidateOptionsResult.Success;
}
