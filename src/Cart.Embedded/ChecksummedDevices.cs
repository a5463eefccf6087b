using Tsavorite.core;

namespace Cart.Embedded;

/// <summary>Makes the devices of the embedded server below the directory of the carts.</summary>
internal sealed class ChecksummedDevices(string directory, ChecksumFile checksums, Action<Exception> failed) : INamedDeviceFactoryCreator
{
    public INamedDeviceFactory Create(string baseName) => new Below(this, baseName);

    private sealed class Below(ChecksummedDevices devices, string baseName) : INamedDeviceFactory
    {
        private readonly LocalStorageNamedDeviceFactory _files = new(deviceType: DeviceType.RandomAccess, baseName: baseName);

        public IDevice Get(FileDescriptor fileInfo)
        {
            var path = PathOf(fileInfo);
            PrivateFiles.PrepareDirectory(Path.GetDirectoryName(path)!);
            return new ChecksummedDevice(path, devices.NameOf(path), GetSectorSize(fileInfo), devices.Checksums, devices.Failed);
        }

        public void Delete(FileDescriptor fileInfo)
        {
            devices.Checksums.Remove(devices.NameOf(fileInfo.fileName is null ? PathOf(fileInfo) : PathOf(fileInfo) + ".0"));
            _files.Delete(fileInfo);
        }

        public IEnumerable<FileDescriptor> ListContents(string path) => _files.ListContents(path);

        public uint GetSectorSize(FileDescriptor fileInfo) => _files.GetSectorSize(fileInfo);

        private string PathOf(FileDescriptor file) => Path.Combine(baseName, file.directoryName ?? "", file.fileName ?? "");
    }

    private ChecksumFile Checksums => checksums;

    private Action<Exception> Failed => failed;

    private string NameOf(string path) =>
        Path.TrimEndingDirectorySeparator(Path.GetRelativePath(directory, path)).Replace(Path.DirectorySeparatorChar, '/');
}
