using System.Collections.Immutable;
using Cart.Engine;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.AspNetCore.DataProtection.Repositories;
using Microsoft.Extensions.Options;

namespace Cart.AspNetCore;

/// <summary>Checks whether the host says where the keys of its cookies are kept.</summary>
internal sealed class KeyRingCheck(IOptions<KeyManagementOptions> options) : IStoreCheck
{
    private const string Finding = "data_protection_keys";

    public string Name => "data_protection";

    public ValueTask<ImmutableArray<CheckFinding>> CheckAsync(CheckContext context, CancellationToken cancellationToken = default) =>
        ValueTask.FromResult<ImmutableArray<CheckFinding>>([Look(context.Production)]);

    private CheckFinding Look(bool production) => options.Value.XmlRepository switch
    {
        null => new CheckFinding(
            Finding,
            production ? CheckLevel.Warn : CheckLevel.Ok,
            "the host does not say where the keys of its cookies are kept",
            "Where they are not kept, or not shared, cookies are unreadable after a restart and on other machines: shoppers lose their carts.",
            "Call services.AddDataProtection().PersistKeysTo…, with a place that all machines share."),
        FileSystemXmlRepository files => new CheckFinding(Finding, CheckLevel.Ok, $"the keys of the cookies are kept in {files.Directory.FullName}"),
        var repository => new CheckFinding(Finding, CheckLevel.Ok, $"the keys of the cookies are kept by {repository.GetType().Name}"),
    };
}
