using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Cart.Redis;

/// <summary>Specifies how carts are kept in Redis. Also read from the section <c>Cart:Redis</c> of the host's configuration.</summary>
public sealed class RedisCartOptions
{
    /// <summary>The default prefix.</summary>
    internal const string DefaultKeyPrefix = "cart";

    /// <summary>
    /// Gets or sets the prefix of every key and channel of this shop. Shops that share a Redis need different prefixes; all processes of one shop
    /// need the same. Carts under another prefix are not found.
    /// </summary>
    /// <value>Default <c>cart</c>. 1 to 32 characters of a-z, 0-9, '-', '_', ':' and '.'.</value>
    public string KeyPrefix { get; set; } = DefaultKeyPrefix;

    /// <summary>The keys of the shop.</summary>
    internal CartKeys Keys => new(KeyPrefix);
}

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
